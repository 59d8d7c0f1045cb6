/** The text nodes under an element, in order. */
const textNodes = (element: Element): TreeWalker =>
  document.createTreeWalker(element, NodeFilter.SHOW_TEXT);

/** How many characters of an element's text stand before a place in the document; undefined for a place outside it. */
const offsetOf = (element: Element, node: Node, offset: number): number | undefined => {
  if (!element.contains(node)) return undefined;
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString().length;
};

/** The characters `from … to` of an element's text as a range of the document. */
export const rangeOf = (element: Element, from: number, to: number): Range | undefined => {
  const walker = textNodes(element);
  const range = document.createRange();
  let at = 0;
  let started = false;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { length } = node.textContent ?? "";
    if (!started && from < at + length) {
      range.setStart(node, Math.max(0, from - at));
      started = true;
    }
    if (started && to <= at + length) {
      range.setEnd(node, Math.max(0, to - at));
      return range;
    }
    at += length;
    if (started) range.setEnd(node, length);
  }
  return started ? range : undefined;
};

/** The place in an element's text that is nearest to a point of the window. */
export const offsetNear = (element: Element, x: number, y: number): number => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  if (y < top) return 0;
  const length = element.textContent?.length ?? 0;
  if (y >= bottom) return length;
  const within = Math.max(left + 1, Math.min(right - 1, x));
  const caret = document.caretPositionFromPoint(within, y);
  const found = caret === null ? undefined : offsetOf(element, caret.offsetNode, caret.offset);
  if (found !== undefined) return found;
  return x < (left + right) / 2 ? 0 : length;
};
