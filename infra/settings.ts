export type Settings = {
  production: boolean;
  /** The one web page that may call the API from a browser; none without it. */
  dashboardOrigin: string | undefined;
  /** An OIDC issuer of the operator's own; Cognito without it. */
  issuer: { url: string; audience: string } | undefined;
  alarmEmail: string | undefined;
  /** The plan of customers who were given none: free, pro, business or enterprise. */
  defaultPlan: string;
};

/**
 * What whoever deploys may choose, from the environment or from SST's `.env` and `.env.<stage>`. Nothing has to be set.
 * Throws an Error for people where something is set that can't be.
 */
export function readSettings(environment: NodeJS.ProcessEnv, stage: string): Settings {
  const { DASHBOARD_ORIGIN, AUTH_ISSUER, AUTH_AUDIENCE, ALARM_EMAIL, DEFAULT_PLAN } = environment;
  if (!AUTH_ISSUER !== !AUTH_AUDIENCE) {
    throw new Error("AUTH_ISSUER and AUTH_AUDIENCE belong together: set both, or neither for Cognito.");
  }
  if (DASHBOARD_ORIGIN && URL.parse(DASHBOARD_ORIGIN)?.origin !== DASHBOARD_ORIGIN) {
    throw new Error("DASHBOARD_ORIGIN has to be one exact origin, such as https://app.example.com");
  }
  return {
    production: stage === "production",
    dashboardOrigin: DASHBOARD_ORIGIN,
    issuer: AUTH_ISSUER && AUTH_AUDIENCE ? { url: AUTH_ISSUER, audience: AUTH_AUDIENCE } : undefined,
    alarmEmail: ALARM_EMAIL,
    defaultPlan: DEFAULT_PLAN || "free",
  };
}
