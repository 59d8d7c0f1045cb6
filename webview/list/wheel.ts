/** A wheel event in px, whatever unit the device counts in; Shift turns it sideways, as in the editor. */
export const wheelPixels = (
  event: Pick<WheelEvent, "deltaMode" | "deltaX" | "deltaY" | "shiftKey">,
  line: number,
  page: number,
): { readonly x: number; readonly y: number } => {
  // DOM_DELTA_PIXEL, _LINE, _PAGE
  const unit = event.deltaMode === 1 ? line : event.deltaMode === 2 ? page : 1;
  const x = event.deltaX * unit;
  const y = event.deltaY * unit;
  return event.shiftKey && x === 0 ? { x: y, y: 0 } : { x, y };
};
