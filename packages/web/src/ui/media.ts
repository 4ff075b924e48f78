import { useSyncExternalStore } from "react";

const PHONE = matchMedia("(max-width: 767px)");

/** Where a row is drawn as a card. The same width as the `md` of the classes. */
export function usePhone(): boolean {
  return useSyncExternalStore(
    (listener) => {
      PHONE.addEventListener("change", listener);
      return () => PHONE.removeEventListener("change", listener);
    },
    () => PHONE.matches,
  );
}
