/** Share of the speed that is left after a ms; a flick fades in about half a second. */
const friction = 0.995;
/** Slower than this, in px a ms, a flick has ended. */
const stillness = 0.02;

/** Scrolls an element by a finger, with a flick that fades; returns how to stop. */
export const onTouchScroll = (
  element: HTMLElement,
  scrollBy: (px: number) => void,
): (() => void) => {
  let pointer: number | undefined;
  let lastY = 0;
  let lastTime = 0;
  let speed = 0;
  let frame: number | undefined;

  const stop = () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  };
  const glide = (time: number) => {
    frame = undefined;
    const elapsed = Math.max(0, time - lastTime);
    lastTime = time;
    scrollBy(speed * elapsed);
    speed *= friction ** elapsed;
    if (Math.abs(speed) > stillness) frame = requestAnimationFrame(glide);
  };
  const down = (event: PointerEvent) => {
    if (event.pointerType !== "touch") return;
    stop();
    pointer = event.pointerId;
    lastY = event.clientY;
    lastTime = event.timeStamp;
    speed = 0;
  };
  const move = (event: PointerEvent) => {
    if (event.pointerId !== pointer) return;
    const px = lastY - event.clientY;
    const elapsed = Math.max(1, event.timeStamp - lastTime);
    speed = 0.6 * (px / elapsed) + 0.4 * speed;
    lastY = event.clientY;
    lastTime = event.timeStamp;
    if (px !== 0) scrollBy(px);
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId !== pointer) return;
    pointer = undefined;
    // A finger that rested before it left flicks nothing.
    if (event.timeStamp - lastTime > 50 || Math.abs(speed) <= stillness) return;
    lastTime = event.timeStamp;
    frame = requestAnimationFrame(glide);
  };

  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  return () => {
    stop();
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", up);
    element.removeEventListener("pointercancel", up);
  };
};
