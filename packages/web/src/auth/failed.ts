/** What is shown where there is no application: plain elements, and both languages, since nothing else is loaded. */
const TEXTS = {
  en: {
    failed: "Signing in did not work",
    help: "The sign-in service did not answer as it should. Check that CloudCO is running, then try again.",
    again: "Try again",
    out: "You are signed out",
    outHelp: "Nothing of your session is left in this browser window.",
    in: "Sign in",
  },
  de: {
    failed: "Die Anmeldung hat nicht geklappt",
    help: "Der Anmeldedienst hat nicht geantwortet wie erwartet. Prüfen Sie, ob CloudCO läuft, und versuchen Sie es noch einmal.",
    again: "Noch einmal versuchen",
    out: "Sie sind abgemeldet",
    outHelp: "In diesem Browserfenster ist nichts von Ihrer Sitzung übrig.",
    in: "Anmelden",
  },
};

const texts = () =>
  (localStorage.getItem("cloudco.locale") ?? navigator.language).startsWith("de") ? TEXTS.de : TEXTS.en;

export function showFailure(error: unknown): void {
  const { failed, help, again } = texts();
  const cause = error instanceof Error ? error.message : String(error);
  show(failed, [help, cause], again, () => location.assign(import.meta.env.BASE_URL));
}

export function showSignedOut(signIn: () => void): void {
  const t = texts();
  show(t.out, [t.outHelp], t.in, signIn);
}

function show(heading: string, paragraphs: string[], action: string, run: () => void): void {
  document.title = `${heading} · CloudCO`;
  const main = document.createElement("main");
  main.className = "mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-3 p-6";
  const title = document.createElement("h1");
  title.className = "text-xl font-semibold";
  title.textContent = heading;
  const lines = paragraphs.map((text) => {
    const line = document.createElement("p");
    line.className = "text-muted break-words";
    line.textContent = text;
    return line;
  });
  const button = document.createElement("button");
  button.className = "min-h-11 rounded-md bg-accent-fill px-4 font-medium text-white";
  button.textContent = action;
  button.addEventListener("click", run);
  main.append(title, ...lines, button);
  document.querySelector("#root")?.replaceChildren(main);
}
