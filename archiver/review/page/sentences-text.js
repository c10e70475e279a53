'use strict';
/* What findings about the page, captions, text, order and records say: P0 to P5, C1 to C3, T1 to T6, L1, O1, O2, D1. */
(() => {
  const { addSentences } = globalThis.archiver;

  addSentences('P0', {
    'The page {address} could not be captured: {failure}.': '页面 {address} 未能存档：{failure}。',
  });
  addSentences('P1', {
    'The page "{title}" shows {n} of the {n2} blocks of the post: it is another page.': '页面“{title}”只有原文 {n2} 块内容中的 {n} 块：这是另一个页面。',
    'The page "{title}" shows {n} of the {n2} blocks of the post: its text did not come.': '页面“{title}”只有原文 {n2} 块内容中的 {n} 块：正文没有出现。',
  });

  addSentences('layer', {
    'something that is set over the page ("{text}")': '浮在页面上的内容（“{text}”）',
    'an empty box': '一个空白框',
  });
  addSentences('blocks', { '1 block': '1 块内容', '{n} blocks': '{n} 块内容' });
  addSentences('P2', {
    'On the page, {layer}, {n} x {n2} pixels, covers {blocks} of the post, the most of {name} ({n3} of it).': '页面上，{layer}（{n} × {n2} 像素）遮住了原文的{blocks}，被遮最多的是{name}（遮住 {n3}）。',
  });

  addSentences('P3', {
    'The capture has no picture of the whole page.': '本次存档没有整页截图。',
    'The picture of the page ends after {n} pixels, the page only after {n2}.': '截图到 {n} 像素就结束，页面高 {n2} 像素。',
    'The picture of the page ends above {name} and {n} more of the post\'s blocks: the page shows them in a part that scrolls by itself.': '截图没有拍到{name}及原文的另外 {n} 块内容：它们在页面中单独滚动的区域里。',
    'The picture of the page ends above {name}: the page shows them in a part that scrolls by itself.': '截图没有拍到{name}：它在页面中单独滚动的区域里。',
    'Two pictures of the page, taken one after the other, differ in {n} of the first {n2} rows: it did not hold still.': '先后拍下的两张截图，前 {n2} 行中有 {n} 行不同：页面一直在变动。',
    "The picture of the page is blank from row {n} to {n2}, where it should show {name} and {n3} more of the post's blocks.": '截图第 {n} 至 {n2} 行是空白，那里本应有{name}及原文的另外 {n3} 块内容。',
    'The picture of the page is blank from row {n} to {n2}, where it should show {name}.': '截图第 {n} 至 {n2} 行是空白，那里本应有{name}。',
    'The page loaded {name}, but its picture is blank there.': '页面载入了{name}，截图的相应位置却是空白。',
  });

  addSentences('seen', { '{look} ({note})': '{look}（{note}）', '{look}': '{look}' }, { isOpen: true });
  addSentences('P4', {
    'The page asked for the {noun} {address}, but {flaw}.': '页面请求{noun} {address}，但{flaw}。',
    'The page asked for {n} {noun} that the archive does not have: {addresses} and {n2} more.': '页面请求的 {n} 个{noun}不在存档中：{addresses}，另有 {n2} 个。',
    'In the replay: the {noun} {address} was kept and is not shown.': '回放时：{noun} {address} 已存下，却没有显示。',
    'The page was kept, but its replay does not show it ({unshown}).': '页面已存下，回放时却没有显示（{unshown}）。',
    'The page was kept, but its replay does not show it.': '页面已存下，回放时却没有显示。',
    'The replay asks for what the archive does not have: {addresses} and {n} more.': '回放时请求了存档中没有的内容：{addresses}，另有 {n} 项。',
    'The replay asks for what the archive does not have: {addresses}.': '回放时请求了存档中没有的内容：{addresses}。',
    'The replay looks other than the capture: {seen}.': '回放的外观与存档时不同：{seen}。',
    'The replay looks other than the capture in {n} places, first: {seen}.': '回放有 {n} 处外观与存档时不同，第一处：{seen}。',
  });
  addSentences('unshown', {
    'The page {address} could not be captured: {failure}.': '页面 {address} 未能显示：{failure}',
    'The page "{title}" shows {n} of the {n2} blocks of the post: it is another page.': '页面“{title}”只有原文 {n2} 块内容中的 {n} 块：这是另一个页面',
    'The page "{title}" shows {n} of the {n2} blocks of the post: its text did not come.': '页面“{title}”只有原文 {n2} 块内容中的 {n} 块：正文没有出现',
  }, { isOpen: true });

  addSentences('P5', {
    'The page\'s scripts ended in {n} errors, the first "{error}", and they asked in vain for {address} ({reason}) and {n2} more.': '页面脚本出了 {n} 个错误，第一个是“{error}”；它们请求 {address} 未果（{reason}），另有 {n2} 项未果。',
    'The page\'s scripts ended in {n} errors, the first "{error}", and they asked in vain for {address} ({reason}).': '页面脚本出了 {n} 个错误，第一个是“{error}”；它们请求 {address} 未果（{reason}）。',
    'The page\'s scripts ended in {n} error, the first "{error}", and they asked in vain for {address} ({reason}) and {n2} more.': '页面脚本出了 {n} 个错误：“{error}”；它们请求 {address} 未果（{reason}），另有 {n2} 项未果。',
    'The page\'s scripts ended in {n} error, the first "{error}", and they asked in vain for {address} ({reason}).': '页面脚本出了 {n} 个错误：“{error}”；它们请求 {address} 未果（{reason}）。',
    'The page\'s scripts ended in {n} errors, the first "{error}".': '页面脚本出了 {n} 个错误，第一个是“{error}”。',
    'The page\'s scripts ended in {n} error, the first "{error}".': '页面脚本出了 {n} 个错误：“{error}”。',
    "The page's scripts ended in {n} errors.": '页面脚本出了 {n} 个错误。',
    "The page's scripts ended in {n} error.": '页面脚本出了 {n} 个错误。',
    'Scripts asked in vain for {address} ({reason}) and {n} more.': '脚本请求 {address} 未果（{reason}），另有 {n} 项未果。',
    'Scripts asked in vain for {address} ({reason}).': '脚本请求 {address} 未果（{reason}）。',
  });
  addSentences('reason', { 'status {n}': '状态码 {n}' });

  addSentences('C1', {
    'The caption "{text}" is not on the page, which shows "{text2}".': '图注“{text}”不在页面上，页面显示的是“{text2}”。',
    'The caption "{text}" is not on the page.': '图注“{text}”不在页面上。',
  });
  addSentences('C2', {
    'The caption "{text}" belongs to {name}, but stands with no medium beside it.': '图注“{text}”属于{name}，旁边却没有任何图片或视频。',
    'The caption "{text}" belongs to {name}, but stands parted from it by "{text2}".': '图注“{text}”属于{name}，却被“{text2}”隔开了。',
    'The caption "{text}" belongs to {name}, but stands at {name2}.': '图注“{text}”属于{name}，却挂在{name2}上。',
  });
  addSentences('C3', {
    'The caption "{text}" speaks of the {noun} {address}, which is gone, and stands alone.': '图注“{text}”所说的{noun} {address} 已不在页面上，图注单独留着。',
    'The caption "{text}" speaks of the {noun} {address}, which is gone, and stands at {name}.': '图注“{text}”所说的{noun} {address} 已不在页面上，图注如今挂在{name}旁。',
    'The {noun} {address} shares the caption "{text}" with others, and was parted from it by text.': '{noun} {address} 与其他媒体共用图注“{text}”，如今被文字隔开。',
    'The caption "{text}" speaks of the {noun} {address}; on the page it also stands for the {noun2} {address2}.': '图注“{text}”说的是{noun} {address}，页面上却同时成了{noun2} {address2} 的图注。',
  });

  addSentences('T1', {
    'The {noun} "{text}" is not on the page.': '{noun}“{text}”不在页面上。',
    'The page lost {n} of {n2} sentences of a {noun}: {quotes}.': '一个{noun}的 {n2} 句话中，页面丢了 {n} 句：{quotes}。',
  });
  addSentences('quotes', {
    '"{text}"; {quotes}': '“{text}”；{quotes}',
    '"{text}" and {n} more': '“{text}”，另有 {n} 处',
    '"{text}"': '“{text}”',
  });

  addSentences('reading', {
    'replacement characters': '变成了替换字符“�”',
    'question marks for letters': '文字变成了问号',
    'entities shown raw': 'HTML 实体按原样显示',
    'control characters': '夹杂控制字符',
    '{charset} read as {charset2} twice': '{charset} 两次被当作 {charset2} 读取',
    '{charset} read as {charset2}': '{charset} 被当作 {charset2} 读取',
  }, { isOpen: true });
  addSentences('glyphs', {
    '"{text}", {glyphs}': '“{text}”{glyphs}',
    '"{text}" and {n} more': '“{text}”等，另有 {n} 个',
    '"{text}"': '“{text}”',
  });
  addSentences('fonts', {
    'no font on the machine that captures has these characters': '存档所用的机器上没有含这些字符的字体',
    "the page's web fonts ({fonts2}) draw these characters blank": '页面的网络字体（{fonts2}）把这些字符画成空白',
    '{fonts}, {fonts2}': '{fonts}、{fonts2}',
    '{fonts} and {fonts2}': '{fonts}和{fonts2}',
    emoji: '表情符号',
    'Chinese characters': '汉字',
    symbols: '符号',
  }, { isOpen: true });
  addSentences('T2', {
    'The {noun} "{text}" reads "{text2}" on the page: {reading}.': '{noun}“{text}”在页面上成了“{text2}”：{reading}。',
    '{n} texts of the post are garbled on the page ({reading}): the first, "{text}", reads "{text2}".': '原文有 {n} 处文字在页面上成了乱码（{reading}）：第一处“{text}”成了“{text2}”。',
    'The screenshots show a text of the post without {glyphs}: install a font with {fonts} on the machine that captures.': '截图中有 1 处原文文字缺少{glyphs}：请在存档所用的机器上安装含{fonts}的字体。',
    'The screenshots show {n} texts of the post without {glyphs}: install a font with {fonts} on the machine that captures.': '截图中有 {n} 处原文文字缺少{glyphs}：请在存档所用的机器上安装含{fonts}的字体。',
    '{n} texts of the post are drawn without {glyphs}: {fonts}. The first is "{text}".': '原文有 {n} 处文字缺少{glyphs}：{fonts}。第一处是“{text}”。',
    '{name} is drawn without {glyphs} ({n} places): {fonts}.': '{name}显示时缺少{glyphs}（共 {n} 处）：{fonts}。',
    '{name} is drawn without {glyphs}: {fonts}.': '{name}显示时缺少{glyphs}：{fonts}。',
  });

  addSentences('T3', {
    'The {noun} "{text}" does not stand on the page.': '文章的{noun}“{text}”没有出现在页面上。',
  });

  addSentences('hiding', {
    'the page does not display it': '页面没有显示它',
    'its letters have no size': '字号为零',
    'its letters have the colour of what is behind them, and the post itself sets that colour': '文字与背景同色，而且颜色是原文自己设的',
    'its letters have the colour of what is behind them': '文字与背景同色',
    'it is cut off by what surrounds it': '被外层框裁掉了',
    'something else lies over it': '被别的内容盖住了',
  });
  addSentences('T4', {
    'The {noun} "{text}" is on the page, but cannot be seen: {hiding}.': '{noun}“{text}”在页面上，却看不见：{hiding}。',
    'The {noun} "{text}" and {n} more after it are on the page, but cannot be seen: {hiding}.': '{noun}“{text}”及其后 {n} 处在页面上，却看不见：{hiding}。',
  });

  addSentences('T5', {
    'The post is in the language "{tag}", but the page says that it is in "{tag2}".': '原文的语言是“{tag}”，页面却标为“{tag2}”。',
    'The {noun} "{text}" is marked as "{tag}" in the post, but the page says "{tag2}".': '{noun}“{text}”在原文中标为“{tag}”，页面却标为“{tag2}”。',
    'The {noun} "{text}" is marked as "{tag}" in the post, but the page does not say so.': '{noun}“{text}”在原文中标为“{tag}”，页面没有标明。',
    '{n} texts that the post marks as {glyphs} have lost that on the page; the first is "{text}".': '原文中标明语言 {glyphs}的 {n} 处文字，在页面上丢了标记；第一处是“{text}”。',
    'The page declares the charset {tag}, but the browser read it as {tag2}.': '页面声明的字符集是 {tag}，浏览器却按 {tag2} 读取。',
  });

  addSentences('lack', {
    '{n} of {n2} rows': '{n2} 行中的 {n} 行',
    '{n} of {n2} columns': '{n2} 列中的 {n} 列',
    '{n} cells': '{n} 个单元格',
    'a cell': '1 个单元格',
    '{lack} and {lack2}': '{lack}和{lack2}',
  });
  addSentences('T6', {
    'The table "{text}" is not on the page.': '表格“{text}”不在页面上。',
    'The table "{text}" has lost {lack} on the page: {quotes}.': '表格“{text}”在页面上丢了{lack}：{quotes}。',
    'The table "{text}" has lost {lack} on the page.': '表格“{text}”在页面上丢了{lack}。',
    'The table "{text}" is shown as raw Markdown, not as a table: {quotes}.': '表格“{text}”按 Markdown 原样显示，没有成为表格：{quotes}。',
    'The table "{text}" is run together into one text on the page.': '表格“{text}”在页面上连成了一段文字。',
  });

  addSentences('leads', { nowhere: '页面上没有链接', 'to {address} instead': '页面上却通向 {address}' });
  addSentences('L1', {
    '{name} has a link to {address}; on the page it leads nowhere.': '{name}中有通向 {address} 的链接，页面上没有了。',
    '{name} has a link to {address}; on the page it leads to {address2} instead.': '{name}中有通向 {address} 的链接，页面上却通向 {address2}。',
    '{name} has {n} links, the first to {address}; on the page it leads nowhere.': '{name}中有 {n} 个链接在页面上没有了，第一个通向 {address}。',
    '{name} has {n} links, the first to {address}; on the page it leads to {address2} instead.': '{name}中有 {n} 个链接，第一个通向 {address}，页面上却通向 {address2}。',
    'Links of {n} blocks of the post lead elsewhere on the page; the first leads to {address} in the post.': '原文 {n} 块内容中的链接在页面上通向别处；第一个在原文中通向 {address}。',
    'Links of {n} blocks of the post are no links on the page; the first leads to {address} in the post.': '原文 {n} 块内容中的链接在页面上已不是链接；第一个在原文中通向 {address}。',
  });

  addSentences('standing', {
    'before all the rest': '排在最前面',
    'right after {name}': '紧跟在{name}之后',
  });
  addSentences('O1', {
    'On the page {name} and {n} more with it stands {standing}, not where the post has it.': '页面上，{name}及相连的 {n} 块内容{standing}，与原文的位置不同。',
    'On the page {name} stands {standing}, not where the post has it.': '页面上，{name}{standing}，与原文的位置不同。',
  });

  addSentences('names', {
    '{name}, {names}': '{name}、{names}',
    '{name} and {n} other blocks': '{name}，另有 {n} 块',
    '{name} and {n} other block': '{name}，另有 {n} 块',
    '{name}': '{name}',
  });
  addSentences('O2', {
    'More often than the post, the page shows {names}.': '页面上重复出现：{names}。',
    'After {name} the page shows {names}, which the post does not have.': '页面在{name}之后多出了原文没有的内容：{names}。',
  });

  addSentences('damage', {
    'the file ends before its place does': '文件在它的位置之前就结束了',
    'the file is gone': '文件已不在',
  }, { isOpen: true });
  addSentences('D1', {
    'The record of {address} in {file}, at byte {n}, is damaged: {damage}.': '{address} 的记录（{file}，第 {n} 字节处）已损坏：{damage}。',
  });

  addSentences('group', {
    'One and the same answer came for {n} addresses of {host} and {n2} other hosts.': '{host} 及另外 {n2} 个主机的 {n} 个网址，收到的都是同一个回应。',
    'One and the same answer came for {n} addresses of {host} and 1 other host.': '{host} 及另外 1 个主机的 {n} 个网址，收到的都是同一个回应。',
    'One and the same answer came for {n} addresses of one post.': '同一篇原文的 {n} 个网址，收到的都是同一个回应。',
    'One and the same answer came for {n} addresses of {host}.': '{host} 的 {n} 个网址，收到的都是同一个回应。',
    'One and the same answer came for 1 address of {host}.': '{host} 的 1 个网址，每次收到的都是同一个回应。',
    '{n} addresses of {host} fail in the same way: {reason}.': '{host} 的 {n} 个网址以同样的方式失败：{reason}。',
    '{n} addresses of {host} fail in the same way.': '{host} 的 {n} 个网址以同样的方式失败。',
    '1 address of {host} fails in the same way: {reason}.': '{host} 的 1 个网址每次都以同样的方式失败：{reason}。',
    '1 address of {host} fails in the same way.': '{host} 的 1 个网址每次都以同样的方式失败。',
    'The {noun} of the posts is not on their pages.': '这些文章的{noun}都没有出现在页面上。',
    'The scripts fail in the same way: {error}.': '脚本都以同样的方式出错：{error}。',
    'The same thing is set over the pages: "{text}".': '这些页面上都浮着同样的内容：“{text}”。',
    'Records of one file are damaged: {file}.': '同一个文件中的记录已损坏：{file}。',
    'The same on all of them: {text}.': '它们都是同一处：{text}。',
  });

  addSentences('plugin', {
    'The check {check} failed ({error}): what it would find is not known.': '检查项 {check} 运行失败（{error}）：它会发现什么，无从得知。',
  });
})();
