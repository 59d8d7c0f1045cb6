import * as Data from "effect/Data";

/** A file could not be written, so that nothing stands under its name but what stood there before. */
export class ExportFailed extends Data.TaggedError("ExportFailed")<{
  /** The name of the file. */
  readonly name: string;
  readonly why: "not permitted" | "no folder" | "no space" | "other";
  readonly cause: unknown;
}> {}

/** An export's failure in the user's words. */
export const exportSentence = ({ name, why }: ExportFailed): string => {
  switch (why) {
    case "not permitted":
      return `${name} was not written: you may not write there. Choose another folder.`;
    case "no folder":
      return `${name} was not written: its folder is gone. Choose another one.`;
    case "no space":
      return `${name} was not written: no space is left on the device.`;
    case "other":
      return `${name} was not written. The output channel has the details.`;
  }
};
