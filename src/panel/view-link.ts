import type { Content } from "./content.ts";
import { beatMs, deliver, startDelivery } from "./delivery.ts";
import type { DeliveryEvent, Send } from "./delivery-events.ts";
import { toMessage } from "./messages.ts";
import type { RowList } from "./row-list.ts";

/** What the wire to a view does: sends at once, and answers false when no live view took the message. */
export type Post = (message: unknown) => Promise<boolean>;

/** The wire between a panel and its view, led by the machine of `delivery`. */
export interface ViewLink {
  /** Tells the machine what happened, and sends what it wants sent. */
  readonly happen: (events: ReadonlyArray<DeliveryEvent>) => void;
  /** Everything the view is meant to know, its rows aside. */
  readonly content: () => Content;
  /** Whether a view is there. */
  readonly live: () => boolean;
  /** How many rows the view has room for. */
  readonly height: () => number;
  /** Gives the link its wire; nothing is sent before. */
  readonly connect: (post: Post) => void;
}

/** Does something so many ms later. */
export type Later = (ms: number, what: () => void) => void;

/** A link to a view that is not there yet; `rows` gives the list of the moment. */
export const makeViewLink = (content: Content, rows: () => RowList, later: Later): ViewLink => {
  let delivery = startDelivery(content);
  let post: Post | undefined;
  const happen = (events: ReadonlyArray<DeliveryEvent>): void => {
    for (const event of events) {
      const [next, sends] = deliver(delivery, event);
      delivery = next;
      for (const send of sends) {
        void transmit(send);
        if (send._tag === "Beat" && send.span !== undefined)
          later(beatMs, () => happen([{ _tag: "Rested", seq: send.seq }]));
      }
    }
  };
  const transmit = async (send: Send): Promise<void> => {
    const taken = (await post?.(toMessage(send, rows()))) ?? false;
    if (!taken) happen([{ _tag: "Undelivered", seq: send.seq }]);
  };
  return {
    happen,
    content: () => delivery.content,
    live: () => delivery.view === "live",
    height: () => delivery.window.count,
    connect: (wire) => {
      post = wire;
    },
  };
};
