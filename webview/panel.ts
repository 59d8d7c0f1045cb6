import { batch, createSignal, type Accessor } from "solid-js";
import type { LineLimit } from "../src/domain/target.ts";
import type { Connection, Explanation, Options, Shown, Timestamps } from "../src/protocol/shown.ts";
import type { Action, ToHost } from "../src/protocol/toHost.ts";
import type { ToWebview } from "../src/protocol/toWebview.ts";
import type { Host } from "./host.ts";
import { makeRowCache, type RowCache } from "./list/row-cache.ts";

/** The numbers of the last beat; see `Beat` in the protocol for their units. */
export interface Counts {
  readonly first: number;
  readonly end: number;
  readonly lines: number;
  readonly rate: number;
  readonly bytes: number;
  readonly maxBytes: number;
}

const noCounts: Counts = { first: 0, end: 0, lines: 0, rate: 0, bytes: 0, maxBytes: 0 };

/** What the list hears from the panel between frames. */
export interface ListEvents {
  /** Rows or counts changed: draw at the next frame. */
  readonly changed: () => void;
  /** The rows start anew. */
  readonly restarted: () => void;
  /** An answer to `Need` came; `fruitful` when it brought a row that was missing. */
  readonly answered: (request: number, fruitful: boolean) => void;
  /** A command of the palette or a key. */
  readonly perform: (what: "toTop" | "toBottom" | "focusList") => void;
}

/**
 * All that the panel knows. Only what components show is reactive; rows lie in a plain cache beside it, so that
 * a thousand rows a beat cost no signal.
 */
export interface Panel {
  readonly shown: Accessor<Shown | undefined>;
  readonly counts: Accessor<Counts>;
  readonly connection: Accessor<Connection>;
  readonly problem: Accessor<Explanation | null>;
  /** The host's last short message, with a number that tells two equal ones apart. */
  readonly said: Accessor<{ readonly text: string; readonly number: number } | undefined>;
  readonly lineLimit: Accessor<LineLimit>;
  readonly timestamps: Accessor<Timestamps>;
  readonly wrap: Accessor<boolean>;
  /** The view stands at the end and stays there. */
  readonly following: Accessor<boolean>;
  /** Rows came that the view has not shown, since it left the end. */
  readonly unseen: Accessor<number>;
  readonly rows: RowCache;
  readonly epoch: () => number;
  /** Follows or stops, without a word to the host: what scrolling does. */
  readonly setFollowing: (following: boolean) => void;
  readonly setUnseen: (rows: number) => void;
  readonly chooseFollow: (follow: boolean) => void;
  readonly chooseTimestamps: (timestamps: Timestamps) => void;
  readonly chooseWrap: (wrap: boolean) => void;
  readonly chooseLineLimit: (limit: LineLimit) => void;
  readonly act: (action: Action) => void;
  readonly post: (message: ToHost) => void;
  /** Joins the list to the panel; one list per panel. */
  readonly connectList: (events: ListEvents) => void;
  /** Acknowledges all messages so far, once what they brought is on the screen. */
  readonly painted: () => void;
  readonly restored: () => unknown;
  readonly remember: (state: unknown) => void;
}

const defaults: Options = { lineLimit: 1000, timestamps: "off", follow: true, wrap: true };

/** Joins a host and the state of one panel, and says *Ready*. `dispose` stops listening. */
export const createPanel = (
  host: Host,
): { readonly panel: Panel; readonly dispose: () => void } => {
  const [shown, setShown] = createSignal<Shown>();
  const [counts, setCounts] = createSignal<Counts>(noCounts);
  const [connection, setConnection] = createSignal<Connection>({ _tag: "Connecting" });
  const [problem, setProblem] = createSignal<Explanation | null>(null);
  const [said, setSaid] = createSignal<{ text: string; number: number }>();
  const [lineLimit, setLineLimit] = createSignal<LineLimit>(defaults.lineLimit);
  const [timestamps, setTimestamps] = createSignal<Timestamps>(defaults.timestamps);
  const [wrap, setWrap] = createSignal(defaults.wrap);
  const [following, setFollowing] = createSignal(defaults.follow);
  const [unseen, setUnseen] = createSignal(0);
  const rows = makeRowCache();
  let list: ListEvents | undefined;
  let epoch = -1;
  let lastSeq = -1;
  let ackedSeq = -1;
  let hostOptions: Options | undefined;

  /**
   * What the user chose shows at once; the host's echo comes later, and older echoes must not undo it. So an
   * option is taken from the host only when the host's own value has changed.
   */
  const takeOptions = (options: Options) => {
    const before = hostOptions;
    hostOptions = options;
    if (before?.lineLimit !== options.lineLimit) setLineLimit(options.lineLimit);
    if (before?.timestamps !== options.timestamps) setTimestamps(options.timestamps);
    if (before?.wrap !== options.wrap) setWrap(options.wrap);
    if (before?.follow !== options.follow) setFollowing(options.follow);
  };

  const startAnew = (next: number) => {
    epoch = next;
    rows.clear();
    setCounts(noCounts);
    setUnseen(0);
    if (hostOptions?.follow === true) setFollowing(true);
    list?.restarted();
  };

  const act = (action: Action) => host.post({ _tag: "Do", action });

  const chooseFollow = (follow: boolean) => {
    setFollowing(follow);
    act({ _tag: "SetFollow", follow });
  };

  const receive = (message: ToWebview) => {
    lastSeq = Math.max(lastSeq, message.seq);
    batch(() => {
      switch (message._tag) {
        case "Showing":
          takeOptions(message.shown.options);
          setShown(message.shown);
          if (message.epoch > epoch || epoch === -1) startAnew(message.epoch);
          break;
        case "Beat": {
          if (message.epoch < epoch) break;
          if (message.epoch > epoch) startAnew(message.epoch);
          const { first, end, lines, rate, bytes, maxBytes } = message;
          if (message.rows !== undefined) rows.put(message.rows);
          setCounts({ first, end, lines, rate, bytes, maxBytes });
          break;
        }
        case "RowsAt": {
          if (message.epoch !== epoch) break;
          let fruitful = false;
          for (let i = 0; i < message.rows.count && !fruitful; i++)
            fruitful = !rows.has(message.rows.first + i);
          rows.put(message.rows);
          list?.answered(message.request, fruitful);
          break;
        }
        case "ConnectionIs":
          if (message.epoch >= epoch) setConnection(message.connection);
          break;
        case "Problem":
          if (message.epoch >= epoch) setProblem(message.problem);
          break;
        case "Said":
          setSaid((before) => ({ text: message.text, number: (before?.number ?? 0) + 1 }));
          break;
        case "Perform":
          if (message.what === "toggleFollow") chooseFollow(!following());
          else if (
            message.what === "toTop" ||
            message.what === "toBottom" ||
            message.what === "focusList"
          )
            list?.perform(message.what);
          break;
      }
    });
    list?.changed();
  };

  const dispose = host.listen(receive);
  return {
    dispose,
    panel: {
      shown,
      counts,
      connection,
      problem,
      said,
      lineLimit,
      timestamps,
      wrap,
      following,
      unseen,
      rows,
      epoch: () => epoch,
      setFollowing,
      setUnseen,
      chooseFollow,
      chooseTimestamps: (next) => {
        setTimestamps(next);
        act({ _tag: "SetTimestamps", timestamps: next });
      },
      chooseWrap: (next) => {
        setWrap(next);
        act({ _tag: "SetWrap", wrap: next });
      },
      chooseLineLimit: (limit) => {
        setLineLimit(limit);
        act({ _tag: "SetLineLimit", limit });
      },
      act,
      post: host.post,
      connectList: (events) => {
        list = events;
        host.post({ _tag: "Ready" });
      },
      painted: () => {
        if (lastSeq <= ackedSeq) return;
        ackedSeq = lastSeq;
        host.post({ _tag: "Ack", seq: lastSeq });
      },
      restored: host.getState,
      remember: host.setState,
    },
  };
};
