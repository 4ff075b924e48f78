export type Settings = {
  production: boolean;
  /** The one web page that may call the API from a browser, where it is hosted elsewhere. */
  dashboardOrigin: string | undefined;
  /** Its own address and the certificate for that, where we host it; CloudFront's without. */
  hosting: { origin: string; certificate: string } | undefined;
  /** An OIDC issuer of the operator's own; Cognito without it. */
  issuer: { url: string; audience: string } | undefined;
  alarmEmail: string | undefined;
  /** The sender of the service's mail, and whether its domain's DNS has SES's records already; no mail without it. */
  mail: { from: string; ready: boolean } | undefined;
  /** Which of CloudFront's secrets is in use; one more rotates it. */
  originSecret: number;
  /** The plan of customers who were given none: free, pro, business or enterprise. */
  defaultPlan: string;
};

type Environment = NodeJS.ProcessEnv;

/**
 * What whoever deploys may choose, from the environment or from SST's `.env` and `.env.<stage>`. Nothing has to be set.
 * Throws an Error for people where something is set that can't be.
 */
export function readSettings(environment: Environment, stage: string): Settings {
  return {
    production: stage === "production",
    ...readDashboard(environment),
    issuer: readIssuer(environment),
    alarmEmail: environment.ALARM_EMAIL,
    mail: readMail(environment),
    originSecret: readGeneration(environment),
    defaultPlan: environment.DEFAULT_PLAN || "free",
  };
}

function readDashboard({ DASHBOARD_ORIGIN: origin, DASHBOARD_CERTIFICATE: certificate }: Environment) {
  if (origin && URL.parse(origin)?.origin !== origin) {
    throw new Error("DASHBOARD_ORIGIN has to be one exact origin, such as https://app.example.com");
  }
  if (!certificate) return { dashboardOrigin: origin || undefined, hosting: undefined };
  if (!origin || !/^arn:aws[\w-]*:acm:us-east-1:/.test(certificate)) {
    throw new Error(
      "DASHBOARD_CERTIFICATE has to be the ARN of a certificate in us-east-1, where CloudFront looks for it, for the name in DASHBOARD_ORIGIN.",
    );
  }
  return { dashboardOrigin: undefined, hosting: { origin, certificate } };
}

function readIssuer({ AUTH_ISSUER: url, AUTH_AUDIENCE: audience }: Environment): Settings["issuer"] {
  if (!url !== !audience) {
    throw new Error("AUTH_ISSUER and AUTH_AUDIENCE belong together: set both, or neither for Cognito.");
  }
  return url && audience ? { url, audience } : undefined;
}

function readGeneration({ ORIGIN_SECRET: generation = "" }: Environment): number {
  if (!/^([1-9]\d{0,3})?$/.test(generation)) {
    throw new Error("ORIGIN_SECRET has to be a number from 1 on: one more than it was rotates the secret.");
  }
  return Number(generation || 1);
}

function readMail({ MAIL_FROM: from, MAIL_READY: ready }: Environment): Settings["mail"] {
  if (!from) return undefined;
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(from)) {
    throw new Error("MAIL_FROM has to be one address, such as hello@example.com");
  }
  return { from, ready: ready === "yes" };
}
