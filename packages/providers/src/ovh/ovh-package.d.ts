/** The part of the `ovh` package that is in use; it brings no types of its own. */
declare module "ovh" {
  function client(options: {
    endpoint: "ovh-eu" | "ovh-ca";
    appKey: string;
    appSecret: string;
    consumerKey?: string;
  }): {
    host: string;
    basePath: string;
    /** Signs exactly the text that is sent; null where there is none. Unix seconds. */
    signRequest(method: string, url: string, body: string | null, timestamp: number): string;
  };
  export = client;
}
