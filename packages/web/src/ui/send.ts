import { useCallback, useRef, useState } from "react";

type Sending = { pending: boolean; error: unknown };

/**
 * Sends one thing at a time and keeps what went wrong. Unlike a cache of mutations it keeps nothing of what was sent, so
 * that a secret lies nowhere afterwards.
 */
export function useSend() {
  const [state, setState] = useState<Sending>({ pending: false, error: null });
  const busy = useRef(false);
  const send = useCallback(async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (busy.current) return undefined;
    busy.current = true;
    setState({ pending: true, error: null });
    try {
      const result = await work();
      setState({ pending: false, error: null });
      return result;
    } catch (error) {
      setState({ pending: false, error });
      return undefined;
    } finally {
      busy.current = false;
    }
  }, []);
  return { ...state, send };
}
