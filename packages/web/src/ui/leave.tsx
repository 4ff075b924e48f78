import { useBlocker } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Confirm } from "./confirm.tsx";

type Props = {
  /** Asked at the moment of leaving. */
  isNeeded: () => boolean;
  title: string;
  action: string;
  children: ReactNode;
};

/** Asks before somebody leaves the page with what would be lost; the browser asks where they close it. */
export function ConfirmLeave({ isNeeded, title, action, children }: Props) {
  const blocker = useBlocker({ shouldBlockFn: isNeeded, enableBeforeUnload: isNeeded, withResolver: true });
  if (blocker.status !== "blocked") return null;
  return (
    <Confirm
      title={title}
      action={action}
      pending={false}
      error={null}
      onConfirm={blocker.proceed}
      onClose={blocker.reset}
    >
      {children}
    </Confirm>
  );
}
