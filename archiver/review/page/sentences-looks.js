'use strict';
/* What comparisons say: changes of looks, what is compared with what, and why a part is not compared. */
(() => {
  const { addSentences } = globalThis.archiver;

  addSentences('thing', {
    'picture {n}, caption "{text}",': '第 {n} 张图片（图注“{text}”）',
    'picture {n}, caption "{text}"': '第 {n} 张图片（图注“{text}”）',
    'picture {n}': '第 {n} 张图片',
    'the {noun} {address}, caption "{text}",': '{noun} {address}（图注“{text}”）',
    'the {noun} {address}, caption "{text}"': '{noun} {address}（图注“{text}”）',
    'the {noun} "{text}"': '{noun}“{text}”',
    'the {noun} {address} beside the article': '正文之外的{noun} {address}',
    'the {noun} {address}': '{noun} {address}',
  });
  addSentences('things', {
    '{n} blocks, from {thing} to {thing2}': '从{thing}到{thing2}的 {n} 块内容',
    '{thing}': '{thing}',
    '{thing} and {thing2}': '{thing}和{thing2}',
  });
  addSentences('where', {
    'after {thing}': '在{thing}之后',
    'before {thing}': '在{thing}之前',
    'alone on the page': '在页面上独占一处',
    'on the page': '在页面上',
    'at the end of the page': '在页面末尾',
  });
  addSentences('sizes', {
    '': '',
    ' ({n} x {n2} px, was {n3} x {n4} px)': '（现为 {n} × {n2} 像素，原为 {n3} × {n4} 像素）',
  });
  addSentences('cover', {
    'a box': '一个方框', 'a banner': '一条横幅', 'a layer': '一个浮层',
    'a box "{text}"': '一个方框“{text}”', 'a banner "{text}"': '一条横幅“{text}”', 'a layer "{text}"': '一个浮层“{text}”',
  });
  addSentences('over', {
    '{cover} of {n} x {n2} px': '{cover}（{n} × {n2} 像素）',
  });

  const look = {
    'a band of {n} px was inserted {where}, with the words "{text}"': '{where}多出一条高 {n} 像素的横条，文字是“{text}”',
    'a band of {n} px was inserted {where}': '{where}多出一条高 {n} 像素的横条',
    'a band was inserted {where}, with the words "{text}"': '{where}多出一条横条，文字是“{text}”',
    'a band was inserted {where}': '{where}多出一条横条',
    'a band of {n} px was taken out {where}': '{where}少了一条高 {n} 像素的横条',
    'a band was taken out {where}': '{where}少了一条横条',
    '{over} covers {thing} and {n} more blocks': '{over}盖住了{thing}及另外 {n} 块内容',
    '{over} covers {thing} and {n} more block': '{over}盖住了{thing}及另外 {n} 块内容',
    '{over} covers {thing}': '{over}盖住了{thing}',
    '{over} lies over the page': '{over}浮在页面上',
    '{over} is gone that covered {thing} and {n} more blocks': '原来盖住{thing}及另外 {n} 块内容的{over}不见了',
    '{over} is gone that covered {thing} and {n} more block': '原来盖住{thing}及另外 {n} 块内容的{over}不见了',
    '{over} is gone that covered {thing}': '原来盖住{thing}的{over}不见了',
    '{over} is gone': '{over}不见了',
    'the {noun} "{text}" now reads "{text2}"': '{noun}“{text}”改成了“{text2}”',
    '{n} blocks are drawn otherwise, from {thing} to {thing2}: the same words, in another font, size or colour': '从{thing}到{thing2}的 {n} 块内容文字未变，字体、字号或颜色变了',
    '{thing} is drawn otherwise: the same words, in another font, size or colour{sizes}': '{thing}文字未变，字体、字号或颜色变了{sizes}',
    '{thing} is drawn in another size{sizes}': '{thing}的尺寸变了{sizes}',
    '{thing} is not shown any more': '{thing}不再显示',
    '{thing} shows another picture': '{thing}换成了另一张图片',
    '{thing} shows another film': '{thing}换成了另一段视频',
    '{thing} shows another sound': '{thing}换成了另一段音频',
    '{thing} shows another player': '{thing}换成了另一个播放器',
    '{things} was added {where}': '新增了{things}，{where}',
    '{things} were added {where}': '新增了{things}，{where}',
    '{things} was removed': '{things}不见了',
    '{things} were removed': '{things}不见了',
    '{things} was moved, now {where}': '{things}移动了位置，如今{where}',
    '{things} were moved, now {where}': '{things}移动了位置，如今{where}',
    'a part of {things} looks other': '{things}有一部分变了样',
    '{things} looks other': '{things}变了样',
    '{things} look other': '{things}变了样',
    '{n} more differences: this is another page than before': '另有 {n} 处不同：这已不是原来的页面',
    'something on the page looks other': '页面上有一处变了样',
    'something of {n} x {n2} px {where} looks other': '{where}有一处（{n} × {n2} 像素）变了样',
    'the page cannot be compared with its snapshot: {note}': '页面无法与快照比较：{note}',
  };
  addSentences('look', look);
  addSentences('S1', { '{look}': '{look}。' });

  addSentences('label', {
    'the snapshot accepted {day} by {person}': '{person} 于 {day} 接受的快照',
    'the snapshot, which is not in order': '快照（已损坏）',
    'the capture of {moment}': '{moment} 的存档',
    'its replay: shown again from the archive, the network closed': '回放：断网后仅凭存档重新显示',
    'the post, as archiver renders it': '原文：由 archiver 直接排版',
  }, { isOpen: true });

  addSentences('note', {
    "the post is drawn in archiver's own plain layout: told is only what came, went, or reads otherwise than it promises": '原文按 archiver 自己的简洁版式排出：只报告新增、消失或文字与原文不符的内容',
  });
  addSentences('what', {
    browser: '浏览器', 'width of the window': '窗口宽度', 'operating system': '操作系统', address: '网址',
  });
  addSentences('note', {
    'another {what}: {words} before, {words2} now': '{what}不同：原为 {words}，现为 {words2}',
    'a font of the page did not come any more: {fonts}': '页面的一种字体这次没有载入：{fonts}',
    'fonts of the page did not come any more: {fonts}': '页面的几种字体这次没有载入：{fonts}',
    'a font of the page came, and did not before: {fonts}': '页面的一种字体以前没有载入，这次载入了：{fonts}',
    'fonts of the page came, and did not before: {fonts}': '页面的几种字体以前没有载入，这次载入了：{fonts}',
    'neither state has a picture of the whole page: how it looks is not compared': '两边都没有整页截图，无法比较外观',
    '{label}: the page did not come ({failure})': '{label}：页面没有载入（{failure}）',
    '{label} has no picture of the whole page': '{label}没有整页截图',
    'and {n} more changes': '另有 {n} 处变化',
  });

  addSentences('mask', {
    'a player': '播放器',
    'a film': '视频',
    'an advertisement': '广告',
    'the selector {selector}': '选择器 {selector}',
    'looked other each time in the last {n} captures': '最近 {n} 次存档每次都不同',
  }, { isOpen: true });
})();
