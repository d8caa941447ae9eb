/** A record of a leg that may be fetched. */
export interface LegArtifact {
  /** As the artifact is called; of a folder, its name. */
  name: string;
  /** Of two with one name the larger is the newer. */
  id: number;
}

/** What a source has. */
export interface Listing {
  artifacts: LegArtifact[];
  /** Names of what is there too and is none of them, for a message; the first few. */
  others: string[];
}

/** Where the records of legs come from. */
export interface RecordSource {
  /** How messages call it: what was looked for, and where. */
  shown: string;
  /** Lists the records, each leg's newest. @throws ActionError where that is refused. */
  list(): Promise<Listing>;
  /**
   * Brings a record onto this machine. @returns the folder that holds its result.json.
   * @throws UnreadableRecord where that record alone cannot be had; ActionError where none can.
   */
  fetch(artifact: LegArtifact): Promise<string>;
}

/** A record that cannot be had or read, whoever asks again. */
export class UnreadableRecord extends Error {}

/** How many names a message lists. */
export const MOST_NAMES = 10;
