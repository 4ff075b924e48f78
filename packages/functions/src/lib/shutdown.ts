/** Ends what would go on by itself: scans and reconciliation. Aborted where a process is asked to stop. */
export const shutdown = new AbortController();
