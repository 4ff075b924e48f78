// Guarantee: an order is its account's alone, once, and ends only as OVHcloud lets it end.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { TestLab } from "../../test/ovh/lab.ts";

const now = () => Date.parse("2026-10-02T10:54:01Z");
type Lab = Awaited<ReturnType<typeof TestLab.open>>;

async function placed(lab: Lab, body?: object): Promise<{ id: number; path: string }> {
  await lab.stock();
  const { orderId } = (await lab.checkout(await lab.cart(), body)).json;
  return { id: orderId, path: `/me/order/${orderId}` };
}

describe("an order", () => {
  test("is answered with its number and link, and found by its date, its account's alone", async () => {
    const lab = await TestLab.open({ now });
    await lab.stock();
    const answer = await lab.checkout(await lab.cart());
    expect(answer.status).toBe(200);
    const { orderId, url, prices } = answer.json;
    expect(url).toMatch(`orderId=${orderId}&orderPassword=`);
    expect(prices.withoutTax.value).toBe(33.98);
    const found = async (query: string, keys = lab.owner) =>
      (await lab.api("GET", `/me/order${query}`, undefined, keys)).json;
    expect(await found("")).toEqual([orderId]);
    expect(await found("?date.from=2026-10-02T10:50:00Z&date.to=2026-10-02T11:00:00Z")).toEqual([orderId]);
    expect(await found("?date.from=2026-10-02")).toEqual([orderId]);
    expect(await found("?date.from=2026-10-02T11:00:00Z")).toEqual([]);
    expect(await found("", await lab.customer())).toEqual([]);
    expect((await lab.api("GET", "/me/order?date.from=yesterday")).status).toBe(400);
    expect((await lab.api("GET", `/me/order/${orderId}`)).json).toMatchObject({
      orderId,
      date: "2026-10-02T12:54:01+02:00",
      expirationDate: "2026-10-16T12:54:01+02:00",
      retractionDate: "2026-10-16T12:54:01+02:00",
      priceWithoutTax: { currencyCode: "EUR", value: 33.98 },
      priceWithTax: { value: 40.78 },
      url,
      password: expect.any(String),
    });
    expect(await lab.orders()).toMatchObject([
      {
        id: orderId,
        account: lab.owner.account,
        status: "checking",
        netCents: 3398,
        machines: [{ planCode: "24sk10", datacenter: "gra", quantity: 1 }],
      },
    ]);
  });

  test("has no lines at first, or lines without a plan, for as long as is set", async () => {
    const lab = await TestLab.open();
    await lab.control("PUT", "/settings", { linesAfterSeconds: 60, timestampToleranceSeconds: 600 });
    const { path } = await placed(lab);
    expect((await lab.api("GET", `${path}/details`)).json).toEqual([]);
    await lab.control("PUT", "/settings", { earlyLines: "without plan" });
    const [first] = (await lab.api("GET", `${path}/details`)).json;
    const extension = async () => (await lab.api("GET", `${path}/details/${first}/extension`)).json;
    expect((await extension()).order.plan).toBeNull();
    await lab.control("POST", "/clock", { advanceSeconds: 61 });
    expect((await extension()).order.plan.code).toBe("24sk10");
  });

  test("is cancelled once OVHcloud has called it off", async () => {
    const lab = await TestLab.open({ now });
    const { id, path } = await placed(lab);
    expect((await lab.control("DELETE", `/orders/${id}`)).status).toBe(204);
    expect((await lab.api("GET", `${path}/status`)).json).toBe("cancelled");
    expect((await lab.control("DELETE", `/orders/${id}`)).status).toBe(409);
  });

  test("says by its details which plan it is, and the server's name once it is delivered", async () => {
    const lab = await TestLab.open({ now });
    const { path } = await placed(lab);
    const ids = (await lab.api("GET", `${path}/details`)).json;
    const details = async () =>
      Promise.all(ids.map(async (id: number) => (await lab.api("GET", `${path}/details/${id}`)).json));
    expect((await details()).slice(0, 2)).toMatchObject([
      { orderDetailId: ids[0], detailType: "INSTALLATION", domain: "*001", quantity: "1", cancelled: false },
      { detailType: "DURATION", description: "KS-1 | Intel Xeon-D 1520 - gra", totalPrice: { value: 16.99 } },
    ]);
    expect((await lab.api("GET", `${path}/details/${ids[0]}/extension`)).json).toEqual({
      order: {
        action: "installation",
        type: "plan",
        plan: {
          code: "24sk10",
          duration: "P1M",
          pricingMode: "default",
          quantity: 1,
          product: { name: "24sk10" },
        },
        configurations: [
          { label: "dedicated_datacenter", value: "gra" },
          { label: "dedicated_os", value: "none_64.en" },
        ],
      },
    });
    const status = async () => (await lab.api("GET", `${path}/status`)).json;
    expect(await status()).toBe("checking");
    await lab.advance(10);
    expect(await status()).toBe("delivering");
    expect((await lab.api("GET", "/dedicated/server")).json).toEqual([]);
    await lab.advance(50);
    expect(await status()).toBe("delivered");
    const [{ domain }] = await details();
    expect((await lab.api("GET", "/dedicated/server")).json).toEqual([domain]);
    expect((await lab.api("GET", `/dedicated/server/${domain}`)).json).toMatchObject({
      name: domain,
      datacenter: "gra3",
      state: "ok",
      os: "none_64",
      commercialRange: "kimsufi",
    });
    expect((await lab.api("GET", `${path}/followUp`)).json).toMatchObject([
      {
        step: "VALIDATING",
        status: "DONE",
        history: [{ date: "2026-10-02 12:54:01" }, { label: "ORDER_ACCEPTED" }],
      },
      { step: "VALIDATED", status: "DONE" },
      { step: "DELIVERING", status: "DONE" },
      { step: "AVAILABLE", status: "DONE" },
    ]);
  });

  test("that is not paid at once waits for its payment, for a fortnight", async () => {
    const lab = await TestLab.open({ now });
    const { path } = await placed(lab, {});
    const status = async () => (await lab.api("GET", `${path}/status`)).json;
    expect(await status()).toBe("notPaid");
    await lab.advance(3600);
    expect((await lab.api("GET", "/dedicated/server")).json).toEqual([]);
    const [id] = (await lab.api("GET", "/me/payment/method")).json;
    expect((await lab.api("POST", `${path}/pay`, { paymentMethod: { id: 1 } })).status).toBe(400);
    expect((await lab.api("POST", `${path}/pay`, { paymentMethod: { id } })).status).toBe(200);
    expect((await lab.api("POST", `${path}/pay`, { paymentMethod: { id } })).status).toBe(400);
    await lab.advance(60);
    expect(await status()).toBe("delivered");
    const unpaid = await placed(lab, {});
    await lab.advance(14 * 86_400);
    expect((await lab.api("GET", `${unpaid.path}/status`)).json).toBe("cancelled");
  });

  test("can be retracted for a fortnight, unless that was waived", async () => {
    const lab = await TestLab.open({ now });
    const auto = { autoPayWithPreferredPaymentMethod: true };
    const orders = [
      await placed(lab, auto),
      await placed(lab, { ...auto, waiveRetractationPeriod: true }),
      await placed(lab, auto),
    ];
    const [first, waived, late] = orders.map(({ path }) => path);
    await lab.advance(60);
    expect(await lab.orders()).toMatchObject([{ waived: false }, { waived: true }, { waived: false }]);
    const retract = async (path?: string) =>
      (await lab.api("POST", `${path}/retraction`, { reason: "other" })).status;
    expect(await retract(first)).toBe(200);
    expect((await lab.api("GET", `${first}/status`)).json).toBe("cancelled");
    expect((await lab.api("GET", "/dedicated/server")).json).toHaveLength(2);
    expect(await retract(waived)).toBe(400);
    await lab.advance(14 * 86_400);
    expect(await retract(late)).toBe(400);
  });

  test("can be found late", async () => {
    const lab = await TestLab.open({ now });
    await lab.control("PUT", "/settings", { listedAfterSeconds: 300 });
    const { id, path } = await placed(lab);
    expect((await lab.api("GET", "/me/order")).json).toEqual([]);
    expect((await lab.api("GET", path)).status).toBe(404);
    await lab.advance(300);
    expect((await lab.api("GET", "/me/order")).json).toEqual([id]);
  });
});

describe("a termination", () => {
  async function delivered(lab: Lab): Promise<string> {
    await placed(lab);
    await lab.advance(60);
    return `/dedicated/server/${(await lab.api("GET", "/dedicated/server")).json[0]}`;
  }

  test("is asked for, confirmed with the token of an e-mail, and takes effect when the month is over", async () => {
    const lab = await TestLab.open({ now });
    await lab.control("PUT", "/settings", { emailAfterSeconds: 60 });
    const path = await delivered(lab);
    expect((await lab.api("POST", `${path}/terminate`)).json).toBe(path.split("/").at(-1));
    const emails = "/me/notification/email/history";
    expect((await lab.api("GET", emails)).json).toEqual([]);
    await lab.advance(60);
    const [id] = (await lab.api("GET", emails)).json;
    const { body } = (await lab.api("GET", `${emails}/${id}`)).json;
    const token = /\/billing\/confirmTerminate\?id=[a-z0-9]+&token=([a-z0-9]+)/i.exec(body)?.[1];
    expect((await lab.control("GET", "/emails")).json).toMatchObject([
      { id, account: lab.owner.account, body },
    ]);
    const confirm = async (body: object) =>
      (await lab.api("POST", `${path}/confirmTermination`, body)).status;
    expect(await confirm({ token: "wrong" })).toBe(400);
    expect(await confirm({})).toBe(400);
    expect(await confirm({ token, reason: "NOT_NEEDED_ANYMORE", futureUse: "NOT_REPLACING_SERVICE" })).toBe(
      200,
    );
    expect((await lab.api("GET", path)).status).toBe(200);
    await lab.advance(30 * 86_400);
    expect(await lab.api("GET", path)).toMatchObject({
      status: 460,
      json: { message: "This service is expired" },
    });
    expect((await lab.api("POST", `${path}/terminate`)).status).toBe(460);
    expect((await lab.api("GET", "/dedicated/server")).json).toEqual([]);
  });

  test("is not to renew: the renewal can be ended, and begun again, without an e-mail", async () => {
    const lab = await TestLab.open({ now });
    const path = await delivered(lab);
    const renewal = async (deleteAtExpiration: boolean) => {
      const { renew } = (await lab.api("GET", `${path}/serviceInfos`)).json;
      return lab.api("PUT", `${path}/serviceInfos`, { renew: { ...renew, deleteAtExpiration } });
    };
    expect((await lab.api("GET", `${path}/serviceInfos`)).json).toMatchObject({
      creation: "2026-10-02",
      expiration: "2026-11-01",
      renew: { automatic: true, deleteAtExpiration: false },
    });
    expect(await renewal(true)).toEqual({ status: 200, json: null });
    expect((await renewal(false)).status).toBe(200);
    await lab.advance(31 * 86_400);
    expect((await lab.api("GET", `${path}/serviceInfos`)).json.expiration).toBe("2026-12-01");
    await renewal(true);
    await lab.advance(30 * 86_400);
    expect((await lab.api("GET", path)).status).toBe(460);
  });

  test("is never another account's", async () => {
    const lab = await TestLab.open();
    const path = await delivered(lab);
    const stranger = await lab.customer();
    expect((await lab.api("POST", `${path}/terminate`, undefined, stranger)).status).toBe(404);
    expect((await lab.api("GET", `${path}/specifications/hardware`)).json.memorySize.value).toBe(32_768);
  });
});

test("accounts, keys and orders survive a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "simulator-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const dataFile = join(folder, "ovh.db");
  const lab = await TestLab.open({ dataFile });
  const { id } = await placed(lab);
  await lab.simulator.close();
  const revived = await TestLab.open({ dataFile });
  expect((await revived.api("GET", "/me/order", undefined, lab.owner)).json).toEqual([id]);
  expect((await revived.control("GET", "/stock")).json).toHaveLength(1);
});
