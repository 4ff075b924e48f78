import { useSyncExternalStore } from "react";
import { api, ask } from "../api/client.ts";
import { queryClient } from "../api/queries.ts";
import type { Snipe } from "../api/schema.d.ts";
import { dismiss, toast } from "../ui/toast.tsx";

const UNDO_MS = 10_000;

let hidden: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();
const set = (next: ReadonlySet<string>) => {
  hidden = next;
  for (const tell of listeners) tell();
};
const show = (id: string) => set(new Set([...hidden].filter((other) => other !== id)));

/** Rows that are taken away, whether the server has been told yet or not. */
export function useRemoved(): ReadonlySet<string> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => hidden,
  );
}

type Texts = { removed: string; undo: string; failed: string };

/** The row goes at once; the request leaves after ten seconds in which it can be taken back. */
export function removeSnipe({ id }: Snipe, texts: Texts): void {
  set(new Set([...hidden, id]));
  const toastId = `removed-${id}`;
  const timer = setTimeout(async () => {
    dismiss(toastId);
    try {
      await ask(api().DELETE("/snipes/{snipeId}", { params: { path: { snipeId: id } } }));
      await queryClient.invalidateQueries({ queryKey: ["snipes"] });
    } catch {
      toast({ id: toastId, text: texts.failed });
    }
    show(id);
  }, UNDO_MS);
  toast({
    id: toastId,
    text: texts.removed,
    action: {
      label: texts.undo,
      run: () => {
        clearTimeout(timer);
        show(id);
      },
    },
  });
}
