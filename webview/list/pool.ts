import { batch, createSignal, type Accessor } from "solid-js";
import type { Part } from "../selection/selection.ts";
import type { CachedRow } from "./row-cache.ts";
import type { WholeText } from "./whole-texts.ts";
import type { Span } from "./viewport.ts";

/** Which row it is of how many, from 1: what a screen reader says of it. */
export interface Place {
  readonly at: number;
  readonly of: number;
}

/** What one row component shows. Compared by its fields: only a difference reaches the component. */
export interface SlotView<Look> {
  readonly position: number;
  /** Undefined: asked for and not here yet. */
  readonly row: CachedRow | undefined;
  /** The row above has the same time, to the millisecond shown. */
  readonly sameTime: boolean;
  /** Where the row with the keyboard stood when the keyboard came to it; undefined for all others. */
  readonly focused: Place | undefined;
  readonly selected: Part;
  /** Its JSON or logfmt is pretty-printed. */
  readonly expanded: boolean;
  /** Lines folded away under it; 0 for none, -1 for lines that could be. */
  readonly folded: number;
  /** More of its text than it was sent with. */
  readonly whole: WholeText | undefined;
  /** How all rows look (time format, labels); one object until it changes. */
  readonly look: Look;
}

/** A place in the pool: a component that lives as long as the list, and the one signal it reads. */
export interface Slot<Look> {
  readonly view: Accessor<SlotView<Look> | undefined>;
  readonly show: (view: SlotView<Look> | undefined) => void;
  /** Set by the component; measured by the list. */
  element: HTMLElement | undefined;
}

const sameView = <Look>(a: SlotView<Look> | undefined, b: SlotView<Look> | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.position === b.position &&
    a.row === b.row &&
    a.sameTime === b.sameTime &&
    a.focused === b.focused &&
    a.selected === b.selected &&
    a.expanded === b.expanded &&
    a.folded === b.folded &&
    a.whole === b.whole &&
    a.look === b.look);

const makeSlot = <Look>(): Slot<Look> => {
  const [view, show] = createSignal<SlotView<Look> | undefined>(undefined, { equals: sameView });
  return { view, show: (next) => void show(() => next), element: undefined };
};

/**
 * A fixed number of row components. A row that stays on the screen stays in its component: scrolling by a line
 * renders one row and moves one element, whatever the height of the view.
 */
export interface Pool<Look> {
  /** The slots from the top of the view down; the framework moves their elements, and never makes new ones. */
  readonly slots: Accessor<ReadonlyArray<Slot<Look>>>;
  readonly size: () => number;
  readonly resize: (size: number) => void;
  /** Shows the rows of a span; `viewOf` says what each shows. They can be measured when it returns. */
  readonly show: (span: Span, viewOf: (position: number) => SlotView<Look>) => void;
  readonly span: () => Span;
  /** The slots that show a row, top to bottom. */
  readonly shown: () => ReadonlyArray<Slot<Look>>;
}

/** A pool of no slots; `resize` fits it to a view. */
export const makePool = <Look>(): Pool<Look> => {
  const [slots, setSlots] = createSignal<ReadonlyArray<Slot<Look>>>([], { equals: false });
  let order: ReadonlyArray<Slot<Look>> = [];
  let at: ReadonlyMap<number, Slot<Look>> = new Map();
  let span: Span = { first: 0, count: 0 };

  const settle = (next: ReadonlyArray<Slot<Look>>) => {
    if (next.length === order.length && next.every((slot, i) => slot === order[i])) return;
    order = next;
    setSlots(next);
  };

  return {
    slots,
    size: () => order.length,
    resize: (size) => {
      if (size === order.length) return;
      const kept = order.slice(0, size);
      const made = Array.from({ length: Math.max(0, size - order.length) }, () => makeSlot<Look>());
      at = new Map([...at].filter(([, slot]) => kept.includes(slot)));
      settle([...kept, ...made]);
    },
    show: (next, viewOf) => {
      const count = Math.min(next.count, order.length);
      const used = new Set<Slot<Look>>();
      const map = new Map<number, Slot<Look>>();
      for (let position = next.first; position < next.first + count; position++) {
        const slot = at.get(position);
        if (slot === undefined) continue;
        map.set(position, slot);
        used.add(slot);
      }
      const free = order.filter((slot) => !used.has(slot));
      const sequence: Array<Slot<Look>> = [];
      let taken = 0;
      for (let position = next.first; position < next.first + count; position++) {
        const slot = map.get(position) ?? free[taken++];
        if (slot === undefined) break;
        map.set(position, slot);
        sequence.push(slot);
      }
      const rest = free.slice(taken);
      at = map;
      span = { first: next.first, count };
      batch(() => {
        settle([...sequence, ...rest]);
        for (const [i, slot] of sequence.entries()) slot.show(viewOf(next.first + i));
        for (const slot of rest) slot.show(undefined);
      });
    },
    span: () => span,
    shown: () => order.slice(0, span.count),
  };
};
