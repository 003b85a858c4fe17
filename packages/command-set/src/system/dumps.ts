/** Folders that users may read: `/dumps` and what lies under it. */
export interface Dumps {
  /** File names in `folder` (absolute, checked), oldest first; undefined: no such folder. */
  list(folder: string): Promise<readonly string[] | undefined>
}
