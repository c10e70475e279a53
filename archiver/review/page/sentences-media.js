'use strict';
/* What findings about media and players say: M1 to M11, V1 to V6, A1. */
(() => {
  const { addSentences } = globalThis.archiver;
  const ASKED = {
    'The page asked for the {noun} {address}, but {flaw}.': '页面请求{noun} {address}，但{flaw}。',
    'Archiver asked for the {noun} {address}, but {flaw}.': 'archiver 请求{noun} {address}，但{flaw}。',
  };

  addSentences('M1', {
    'The post shows the {noun} {address}, the page does not.': '原文有{noun} {address}，页面上没有。',
    'The post shows the {noun} {address}, the page does not, although the archive has its bytes.': '原文有{noun} {address}，页面上没有；数据已在存档中。',
  });

  addSentences('instead', {
    '': '',
    '; archiver did, and kept it': '；archiver 代为请求，已存下',
    '; archiver did, but {flaw}': '；archiver 代为请求，但{flaw}',
  });
  addSentences('M2', {
    'The page has a place for the {noun} {address}, but never asked for it{instead}.': '页面为{noun} {address} 留了位置，却从未请求{instead}。',
    "The page has a place for the picture {address}, but shows a lazy loader's stand-in there; the archive has its bytes, for something else asked for it.": '页面为图片 {address} 留了位置，显示的却是懒加载的替身；因别处请求过，存档中有它的数据。',
  });

  for (const check of ['M3', 'M4', 'M6', 'M7', 'V1']) addSentences(check, ASKED);

  addSentences('M4', {
    'The page showed the {noun} {address}, but the archive has no record of it.': '页面显示了{noun} {address}，存档中却没有它的记录。',
    'The page showed the {noun} {address}, the archive has no record of it.': '页面显示了{noun} {address}，存档中却没有它的记录。',
  });

  // What speaks against a picture, each after a comma.
  addSentences('sign', {
    '{sign}, and {sign2}': '{sign}，{sign2}',
    "WeChat's notice came in its place": '收到的是微信的防盗链提示图',
    "YouTube's grey picture came in its place": '收到的是 YouTube 的灰色默认图',
    'a picture of one pixel came in its place': '收到的是单像素图片',
    'the server sends another picture {way}': '{way}请求时，服务器给出的是另一张图片',
    '{n} of what came is one colour': '收到的图片有 {n} 是同一种颜色',
    'the same bytes came for {n} different pictures': '{n} 张不同的图片收到了完全相同的数据',
    '{n} different pictures look the same': '{n} 张不同的图片看起来一样',
    '{n} pictures were sent on to the one at {address}': '{n} 张图片都被转到 {address}',
    'the server sent the browser on to {address}': '服务器把浏览器转到了 {address}',
    'an earlier capture has another picture for it': '以前的存档里是另一张图片',
    'the post says {size} and {size2} pixels came': '原文标明 {size}，收到的是 {size2} 像素',
    'its address asks for at most {n} pixels wide and {size} came': '网址要求宽不超过 {n} 像素，收到的是 {size}',
    'its address asks for at most {n} pixels high and {size} came': '网址要求高不超过 {n} 像素，收到的是 {size}',
    'its address asks for at most {n} pixels wide or high and {size} came': '网址要求边长不超过 {n} 像素，收到的是 {size}',
    'its address asks for {type} and {type2} came': '网址要求{type}，收到的是{type2}',
    'its address names a {extension} file and {type2} came': '网址指向 {extension} 文件，收到的是{type2}',
    '{thing} came in its place': '收到的是“{thing}”',
    '{thing} came': '收到的可能是“{thing}”',
    '{sign}, {sign2}': '{sign}，{sign2}',
  });
  addSentences('M5', {
    'The page asked for the {noun} {address}, but {sign}; archiver asked again {way} and kept it.': '{noun} {address} 被占位图代替：{sign}；archiver {way}重新请求，已存下原图。',
    'The page asked for the {noun} {address}, but {sign}.': '{noun} {address} 被占位图代替：{sign}。',
    'Archiver asked in other ways for the {noun} {address}, but {sign}; archiver asked again {way} and kept it.': '{noun} {address} 换用其他方式请求，仍是占位图：{sign}；archiver {way}重新请求，已存下原图。',
    'Archiver asked in other ways for the {noun} {address}, but {sign}.': '{noun} {address} 换用其他方式请求，仍是占位图：{sign}。',
  });

  addSentences('blank', {
    'it is {n} x {n2} pixels': '只有 {n} × {n2} 像素',
    'all of its {n} x {n2} pixels are one colour': '{n} × {n2} 像素全是一种颜色',
    '{n} of its {n2} x {n3} pixels are one colour': '{n2} × {n3} 像素中有 {n} 是同一种颜色',
  });
  addSentences('M8', {
    'The {noun} {address} came whole and shows nothing: {blank}.': '{noun} {address} 完整收到，却是空白：{blank}。',
  });

  addSentences('smaller', {
    'the post names the picture without a size, which was not fetched and may be larger': '原文指向不限尺寸的原图，未取得，可能更大',
    'the post names the picture without a size, which was not fetched': '原文指向不限尺寸的原图，未取得',
    'the post names a variant of at most {n}, which was not fetched and may be larger': '原文指向边长不超过 {n} 的版本，未取得，可能更大',
    'the post names a variant of at most {n}, which was not fetched': '原文指向边长不超过 {n} 的版本，未取得',
    'the post names a variant of {size}, which was not fetched and may be larger': '原文指向 {size} 的版本，未取得，可能更大',
    'the post names a variant of {size}, which was not fetched': '原文指向 {size} 的版本，未取得',
    'the post declares {size}': '原文标明 {size}',
    'the post offers one of {n} and the page has room for {n2}': '原文备有宽 {n} 的版本，页面可容 {n2}',
  });
  addSentences('M9', {
    'The {noun} {address} is kept {n} pixels wide, but {smaller}.': '{noun} {address} 只存下宽 {n} 像素的版本：{smaller}。',
  });

  addSentences('M10', {
    'The {noun} {address} is another one than in the capture of {day}.': '{noun} {address} 与 {day} 存档中的不是同一张。',
    'The {noun} {address} may have changed since the capture of {day}: look at both.': '{noun} {address} 自 {day} 存档以来可能已更换，请对比两张。',
  });

  addSentences('remedy', {
    'write referrerpolicy="{policy}"': '请改写为 referrerpolicy="{policy}"',
    'no policy does, only the Referer {address}: keep a copy': '任何策略都不行，只认 Referer {address}，请自存一份',
  });
  addSentences('M11', {
    'The post shows the {noun} {address} and {n} more of this host with referrerpolicy="{policy}", which does not bring it; {remedy}.': '原文为{noun} {address} 及同一主机的另外 {n} 项写了 referrerpolicy="{policy}"，因而取不到；{remedy}。',
    'The post shows the {noun} {address} with referrerpolicy="{policy}", which does not bring it; {remedy}.': '原文为{noun} {address} 写了 referrerpolicy="{policy}"，因而取不到；{remedy}。',
  });

  addSentences('V1', {
    'The player {address} cannot be shown in this page: Chromium says so in it.': '播放器 {address} 不允许嵌入本页：框内是 Chromium 的报错。',
    'The player {address} cannot be shown in this page: Chromium says so in it; archiver got its film in another way.': '播放器 {address} 不允许嵌入本页：框内是 Chromium 的报错；archiver 用其他办法取得了视频。',
    'The player {address} is a Flash film, which no browser plays any more.': '播放器 {address} 是 Flash 影片，如今的浏览器都不能播放。',
    'The player {address} is a Flash film, which no browser plays any more; archiver got its film in another way.': '播放器 {address} 是 Flash 影片，如今的浏览器都不能播放；archiver 用其他办法取得了视频。',
  });

  addSentences('refusal', {
    'wants a login': '要求登录',
    'is not shown in this country': '在本地区不可观看',
    'says that its film was removed': '提示视频已被移除',
    'plays an encrypted film, whose keys nobody can keep': '播放的是加密视频，密钥无法保存',
    'refuses to play on this page': '拒绝在本页播放',
  });
  addSentences('V2', {
    'The player {address} {refusal}.': '播放器 {address} {refusal}。',
    'The player {address} {refusal} ({note}).': '播放器 {address} {refusal}（{note}）。',
  });

  addSentences('V3', {
    'The player {address} was asked to play, but {note}.': '已让播放器 {address} 播放，但{note}。',
    'The player {address} came, but shows no film and loaded none.': '播放器 {address} 已载入，却没有视频，也没有请求视频。',
    'The player {address} plays no film, but archiver kept it: {note}.': '播放器 {address} 不播放视频，但 archiver 已存下：{note}。',
    'The player {address} plays no film, but archiver kept it.': '播放器 {address} 不播放视频，但 archiver 已存下。',
  });

  addSentences('length', {
    '{n} of {n2} seconds': '{n2} 秒中的 {n} 秒',
    '{n} seconds': '{n} 秒',
  });
  addSentences('V4', {
    'The player {address} plays a live stream: {length} of it were kept.': '播放器 {address} 播放的是直播，已存下{length}。',
    'The player {address} was kept, but none of the film that it plays.': '播放器 {address} 已存下，但它播放的视频完全没有存下。',
    'The player {address} was kept, but its film only in part: {note}.': '播放器 {address} 已存下，但视频只存了一部分：{note}。',
    'The player {address} was kept, but its film only in part.': '播放器 {address} 已存下，但视频只存了一部分。',
    'The player {address} was kept without its film, as the settings have it.': '按照设置，播放器 {address} 已存下而不存视频。',
    'The player {address} was kept with {length} of its film: {note}.': '播放器 {address} 的视频只存下{length}：{note}。',
    'The player {address} was kept with {length} of its film.': '播放器 {address} 的视频只存下{length}。',
  });

  addSentences('gone', {
    'says that it was removed': '提示视频已被移除',
    'wants a login for it': '要求登录才能观看',
    'does not show it in this country': '在本地区不提供',
    'refuses to play it on this page': '拒绝在本页播放',
    'plays nothing': '什么也不播放',
    'shows a picture and plays nothing': '只显示一张图片，不播放',
  });
  addSentences('V5', {
    'The capture of {day} has the film of the player {address} ("{title}", {n} seconds); now the player {gone}.': '{day} 的存档中有播放器 {address} 的视频（“{title}”，{n} 秒）；如今播放器{gone}。',
    'The capture of {day} has the film of the player {address} ("{title}"); now the player {gone}.': '{day} 的存档中有播放器 {address} 的视频（“{title}”）；如今播放器{gone}。',
    'The capture of {day} has the film of the player {address} ({n} seconds); now the player {gone}.': '{day} 的存档中有播放器 {address} 的视频（{n} 秒）；如今播放器{gone}。',
    'The capture of {day} has the film of the player {address}; now the player {gone}.': '{day} 的存档中有播放器 {address} 的视频；如今播放器{gone}。',
    'The film "{title}" of the player {address} is gone, as its provider\'s own page says: {words}.': '播放器 {address} 的视频“{title}”已不存在，视频网站自己的页面写道：{words}。',
    'The film "{title}" of the player {address} is gone, as its provider\'s own page says.': '播放器 {address} 的视频“{title}”已不存在，视频网站自己的页面如此说明。',
    "The film of the player {address} is gone, as its provider's own page says: {words}.": '播放器 {address} 的视频已不存在，视频网站自己的页面写道：{words}。',
    "The film of the player {address} is gone, as its provider's own page says.": '播放器 {address} 的视频已不存在，视频网站自己的页面如此说明。',
  });

  addSentences('V6', {
    'The tag "{tag}" stands for a {noun} that only the site itself can show.': '标签“{tag}”代表一项内容（{noun}），只有原网站才能显示。',
    'The tag "{tag}" shows as it is written, instead of the {noun} that it stands for.': '标签“{tag}”按原样显示，没有变成它所代表的{noun}。',
    'The tag "{tag}" stands for a {noun}, and nothing on the page leads to "{words}".': '标签“{tag}”代表一项内容（{noun}），页面上却没有任何指向“{words}”的内容。',
    '{n} tags of the post show as they are written, first "{tag}".': '原文有 {n} 个标签按原样显示，第一个是“{tag}”。',
    'The tag "{tag}" shows as it is written.': '标签“{tag}”按原样显示。',
  });

  addSentences('A1', {
    'The picture {address} has the alternative text "{text}" in the post, and has none on the page.': '图片 {address} 在原文中有替代文字“{text}”，页面上没有。',
    'The picture {address} has the alternative text "{text}" in the post, and has "{text2}" on the page.': '图片 {address} 在原文中的替代文字是“{text}”，页面上是“{text2}”。',
    '{n} pictures of the post lost their alternative text on the page, first {address}.': '原文有 {n} 张图片在页面上丢失了替代文字，第一张是 {address}。',
    '{n} pictures of the post have another alternative text on the page, first {address}.': '原文有 {n} 张图片在页面上的替代文字不同，第一张是 {address}。',
  });
})();
