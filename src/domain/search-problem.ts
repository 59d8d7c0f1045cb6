/** Why a find or a filter gives nothing, or no more; `reason` is the engine's own word for what is wrong. */
export type SearchProblem =
  | { readonly what: "wrong"; readonly reason: string }
  | { readonly what: "slow" }
  | { readonly what: "stopped" };

/** The sentence for a find that cannot go on. */
export const findSentence = (problem: SearchProblem): string => {
  switch (problem.what) {
    case "wrong":
      return `Not a valid expression: ${problem.reason}.`;
    case "slow":
      return "Stopped: this expression takes too long on one of the lines. What was found until then is counted.";
    case "stopped":
      return "The search broke off. Search again to start it anew.";
  }
};

/** The sentence for a filter that cannot go on: what has passed until then stays shown, and nothing more comes. */
export const filterSentence = (problem: SearchProblem): string => {
  switch (problem.what) {
    case "wrong":
      return `Not a valid expression: ${problem.reason}.`;
    case "slow":
      return "Stopped: an expression of this filter takes too long on one of the lines. Only what passed until then is shown.";
    case "stopped":
      return "The filter broke off: only what passed until then is shown. Set it again to start it anew.";
  }
};
