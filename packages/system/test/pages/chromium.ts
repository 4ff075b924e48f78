import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * A browser without any install step: the one that CHROMIUM names, one that is installed, or that of the npm package,
 * which brings the libraries that a bare machine lacks.
 */
export async function launch(): Promise<Browser> {
  const given = process.env.CHROMIUM ?? INSTALLED.find((path) => existsSync(path));
  if (given) return await chromium.launch({ executablePath: given });
  const executablePath = await unpack();
  const path = [join(tmpdir(), "al2023/lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"],
    env: { ...process.env, LD_LIBRARY_PATH: path },
  });
}

/** The package unpacks its libraries where it takes the machine for Lambda. */
async function unpack(): Promise<string> {
  const before = process.env.AWS_EXECUTION_ENV;
  process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs24.x";
  try {
    const { default: packaged } = await import("@sparticuz/chromium");
    return await packaged.executablePath();
  } finally {
    if (before === undefined) delete process.env.AWS_EXECUTION_ENV;
    else process.env.AWS_EXECUTION_ENV = before;
  }
}
