import { createSignal, type Accessor } from "solid-js";
import type { Since } from "../src/domain/since.ts";
import type { LineLimit } from "../src/domain/target.ts";
import type { LabelWidth, Options, Timestamps } from "../src/protocol/shown.ts";
import type { Action } from "../src/protocol/to-host.ts";

/** The options of a panel as its user chooses them. */
export interface Choices {
  readonly lineLimit: Accessor<LineLimit>;
  /** Where the log begins, in place of the line limit. */
  readonly since: Accessor<Since | undefined>;
  readonly timestamps: Accessor<Timestamps>;
  readonly wrap: Accessor<boolean>;
  /** The column of source labels, also while it is being dragged. */
  readonly labels: Accessor<LabelWidth>;
  /** The view stands at the end and stays there. */
  readonly following: Accessor<boolean>;
  readonly chooseLineLimit: (limit: LineLimit) => void;
  readonly chooseSince: (since: Since) => void;
  readonly chooseTimestamps: (timestamps: Timestamps) => void;
  readonly chooseWrap: (wrap: boolean) => void;
  readonly chooseLabels: (labels: LabelWidth) => void;
  /** Draws the labels in another width, without a word to the host: what dragging does. */
  readonly setLabels: (labels: LabelWidth) => void;
  readonly chooseFollow: (follow: boolean) => void;
  /** Follows or stops, without a word to the host: what scrolling does. */
  readonly setFollowing: (following: boolean) => void;
}

/** What the host's messages do to the choices. */
export interface HostedChoices {
  /**
   * Takes the host's options. What the user chose shows at once; the host's echo comes later, and older echoes must not
   * undo it: an option is taken only when the host's own value has changed.
   */
  readonly take: (options: Options) => void;
  /** Rows begin anew: the view follows as the host's option says. */
  readonly begin: () => void;
  /** The view stands where it stood before it was hidden: the option to follow is for views that begin. */
  readonly stay: () => void;
}

const defaults: Options = { lineLimit: 1000, timestamps: "off", follow: true, wrap: true };

/** The choices of a panel before the host has told any; `act` tells the host of them. */
export const createChoices = (
  act: (action: Action) => void,
): { readonly choices: Choices; readonly hosted: HostedChoices } => {
  const [lineLimit, setLineLimit] = createSignal<LineLimit>(defaults.lineLimit);
  const [since, setSince] = createSignal<Since>();
  const [timestamps, setTimestamps] = createSignal<Timestamps>(defaults.timestamps);
  const [wrap, setWrap] = createSignal(defaults.wrap);
  const [labels, setLabels] = createSignal<LabelWidth>("auto");
  const [following, setFollowing] = createSignal(defaults.follow);
  let told: Options | undefined;
  let stays = false;
  const choices: Choices = {
    lineLimit,
    since,
    timestamps,
    wrap,
    labels,
    following,
    chooseLineLimit: (limit) => {
      setLineLimit(limit);
      setSince(undefined);
      act({ _tag: "SetLineLimit", limit });
    },
    chooseSince: (next) => {
      setSince(next);
      act({ _tag: "SetSince", since: next });
    },
    chooseTimestamps: (next) => {
      setTimestamps(next);
      act({ _tag: "SetTimestamps", timestamps: next });
    },
    chooseWrap: (next) => {
      setWrap(next);
      act({ _tag: "SetWrap", wrap: next });
    },
    chooseLabels: (next) => {
      setLabels(next);
      act({ _tag: "SetLabels", labels: next });
    },
    setLabels,
    chooseFollow: (follow) => {
      setFollowing(follow);
      act({ _tag: "SetFollow", follow });
    },
    setFollowing,
  };
  const hosted: HostedChoices = {
    take: (options) => {
      const before = told;
      told = options;
      if (before?.lineLimit !== options.lineLimit) setLineLimit(options.lineLimit);
      if (JSON.stringify(before?.since) !== JSON.stringify(options.since)) setSince(options.since);
      if (before?.timestamps !== options.timestamps) setTimestamps(options.timestamps);
      if (before?.wrap !== options.wrap) setWrap(options.wrap);
      if (before?.labels !== options.labels) setLabels(options.labels ?? "auto");
      if (before?.follow !== options.follow && !(before === undefined && stays))
        setFollowing(options.follow);
    },
    begin: () => {
      if (told?.follow === true) setFollowing(true);
    },
    stay: () => {
      stays = true;
      setFollowing(false);
    },
  };
  return { choices, hosted };
};
