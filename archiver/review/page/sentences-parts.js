'use strict';
/* Parts of sentences: what blocks are called, what went wrong with an answer, how archiver asked again. */
(() => {
  const { addSentences } = globalThis.archiver;

  addSentences('noun', {
    picture: '图片', film: '视频', sound: '音频', player: '播放器', poster: '封面图',
    paragraph: '段落', heading: '标题', caption: '图注', table: '表格', rule: '分隔线', shortcode: '短代码',
    title: '标题', author: '作者', date: '日期',
    'style sheet': '样式表', 'style sheets': '样式表', script: '脚本', scripts: '脚本',
    font: '字体', fonts: '字体', document: '文档', documents: '文档',
    image: '图片', video: '视频', audio: '音频',
    post: '帖子', 'piece of code': '代码片段', frame: '内嵌页面', medium: '媒体',
  });

  // A block by its address or its words; the same with the first letter of a sentence.
  addSentences('name', {
    'the {noun} "{text}"': '{noun}“{text}”',
    'the {noun} {address}': '{noun} {address}',
    'The {noun} "{text}"': '{noun}“{text}”',
    'The {noun} {address}': '{noun} {address}',
  });

  addSentences('way', {
    '': '',
    ' without a Referer': '不带 Referer ',
    " with the page's origin as Referer": '以页面来源作 Referer ',
    " with the page's whole address as Referer": '以页面完整网址作 Referer ',
    ' with the Referer that a rule names': '用规则指定的 Referer ',
    ' with yt-dlp': '用 yt-dlp ',
    'without a Referer': '不带 Referer ',
    "with the site's address as Referer": '以本站网址作 Referer ',
    "with the page's whole address as Referer": '以页面完整网址作 Referer ',
    "with the host's own site as Referer": '以该主机自己的网站作 Referer ',
    'in another place of the page': '在页面的另一处',
  });

  // Why something did not come, or not whole; "but" stands before it.
  addSentences('flaw', {
    '{flaw}; archiver asked again{way} and kept it': '{flaw}；archiver {way}重新请求，已存下',
    '{flaw}; archiver got its film in another way': '{flaw}；archiver 用其他办法取得了视频',
    'a web page came in its place, which Chromium refuses to show ({code})': '收到的是网页，Chromium 拒绝显示（{code}）',
    'no answer came ({reason})': '没有收到回应（{reason}）',
    'the server answered {n}': '服务器返回 {n}',
    "it came from the browser's cache, so no bytes were recorded": '它来自浏览器缓存，因此没有录到数据',
    'its redirect to {address} led to no answer': '重定向到 {address} 后没有回应',
    "archiver's own {limit} limit cut it after {n} bytes": 'archiver 自身的{limit}上限在 {n} 字节处截断了它',
    'the connection broke after {n} bytes': '传到 {n} 字节时连接中断',
    'the answer broke off ({reason})': '回应中途断开（{reason}）',
    'only {n} of {n2} announced bytes came': '应有 {n2} 字节，只收到 {n} 字节',
    'the answer was empty': '回应为空',
    'what came is a web page': '收到的是网页',
    'what came is JSON': '收到的是 JSON',
    'what came is {type}': '收到的是{type}',
    'the bytes end before the {type} does ({n} bytes came)': '数据不足一个完整的{type}（收到 {n} 字节）',
    'the archive has no record of the answer': '存档中没有这个回应的记录',
    "archiver's network guard refused it ({reason})": 'archiver 的网络守卫拒绝了它（{reason}）',
  }, { isOpen: true });

  addSentences('type', {
    'image/jpeg': ' JPEG 图片', 'image/png': ' PNG 图片', 'image/gif': ' GIF 图片', 'image/webp': ' WebP 图片',
    'image/avif': ' AVIF 图片', 'image/svg+xml': ' SVG 图片', 'text/plain': '纯文本', 'text/html': '网页',
    'video/mp4': ' MP4 视频', 'video/webm': ' WebM 视频', 'audio/mpeg': ' MP3 音频', 'audio/mp4': ' MP4 音频',
    'a web page': '网页',
  }, { isOpen: true });
  addSentences('limit', { length: '大小', time: '时间', disconnect: '连接', unspecified: '' }, { isOpen: true });
  addSentences('reason', {
    'no reason given': '未说明原因',
    'no answer': '没有回应',
  }, { isOpen: true });

  // Of a player or a film: what was said or seen.
  addSentences('note', {
    '{note}; the page never loaded it, archiver did': '{note}；页面没有载入它，由 archiver 载入',
    'the page never loaded it, archiver did': '页面没有载入它，由 archiver 载入',
    'it says: {words}': '提示：{words}',
    'it never loaded a film': '始终没有载入视频',
    'no film came': '没有收到视频',
    'no film came in time': '没有及时收到视频',
    'it shows neither a film nor a picture': '既不显示视频，也不显示图片',
    'films were not to be kept': '设置为不保存视频',
    'the film is encrypted for a licence server': '视频已加密，需向授权服务器取密钥',
    'its film is larger than the limit for one film': '视频超过了单个视频的大小上限',
    'its film took longer than the limit for one film': '视频超过了单个视频的时间上限',
    'its film did not come in time': '没有及时收到视频',
    'its document did not come': '没有收到它的页面',
    'its document answered {n}': '它的页面返回 {n}',
    'its film does not play: {error}': '视频无法播放：{error}',
    '{n} of its parts are missing': '缺 {n} 个分段',
    'a live stream, cut': '直播，已截断',
    'loaded again under another Referer policy': '换用其他 Referer 策略重新载入',
    'the player gave nothing ({note}); yt-dlp got it from {address}': '播放器没有给出视频（{note}）；yt-dlp 从 {address} 取得',
    '{note}; yt-dlp: {words}': '{note}；yt-dlp：{words}',
    'no film of it is in the archive': '存档中没有它的视频',
    'it is kept in {n} pieces of {type}, which browsers do not play by themselves{elsewhere}': '已存为 {n} 段 {type}，浏览器不能直接播放{elsewhere}',
    'it is kept in pieces, and some of them are missing{elsewhere}': '已分段存下，但有缺失{elsewhere}',
    'its pieces are encrypted{elsewhere}': '分段已加密{elsewhere}',
    'what came is {type} and no film': '收到的是{type}，不是视频',
    'it is kept as {type}, which browsers do not play{elsewhere}': '已存为 {type}，浏览器不能播放{elsewhere}',
  }, { isOpen: true });
  addSentences('elsewhere', {
    '': '',
    '; ReplayWeb.page and other replayers play it from the WARC file': '；可用 ReplayWeb.page 等工具从 WARC 文件播放',
  });

  // Of a page that did not come.
  addSentences('failure', {
    'the server answered {n}': '服务器返回 {n}',
    'no page came': '没有收到页面',
    'the page crashed its renderer': '页面使浏览器的渲染进程崩溃',
    'the browser died: its renderer': '浏览器的渲染进程崩溃',
    'the browser died': '浏览器崩溃',
    'the page is gone': '页面已关闭',
    'the page could not be read: it does not answer': '页面没有回应，无法读取',
    'the page does not hold still for its picture: it does not answer': '页面没有回应，无法截图',
    'Chromium gave no picture of the page': 'Chromium 没有给出页面截图',
    'the recording broke: {error}': '录制中断：{error}',
    'the page does not answer within {n} s': '页面在 {n} 秒内没有回应',
  }, { isOpen: true });
})();
