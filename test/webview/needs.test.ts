import { describe, expect, it } from "vitest";
import { makeNeeds } from "../../webview/list/needs.ts";

const extent = { first: 0, end: 10_000 };
const nothing = () => false;

describe("what the list asks for", () => {
  it("is the view with some rows around it, in one request", () => {
    const needs = makeNeeds();
    expect(needs.next({ first: 5_000, count: 30 }, extent, nothing, 60, 0)).toEqual({
      first: 4_940,
      count: 150,
      request: 1,
    });
    expect(needs.next({ first: 5_001, count: 30 }, extent, nothing, 60, 1)).toBeUndefined();
  });

  it("stays within the rows that exist", () => {
    const needs = makeNeeds();
    expect(
      needs.next({ first: 0, count: 30 }, { first: 0, end: 40 }, nothing, 60, 0),
    ).toMatchObject({ first: 0, count: 40 });
  });

  it("is asked for again only once half of the rows around are used up", () => {
    const needs = makeNeeds();
    const has = (position: number) => position >= 4_940 && position < 5_090;
    expect(needs.next({ first: 5_020, count: 30 }, extent, has, 60, 0)).toBeUndefined();
    expect(needs.next({ first: 5_035, count: 30 }, extent, has, 60, 0)).toMatchObject({
      first: 5_090,
      count: 35,
    });
  });

  it("is at most two requests of at most 500 rows at a time", () => {
    const needs = makeNeeds();
    expect(needs.next({ first: 0, count: 900 }, extent, nothing, 60, 0)?.count).toBe(500);
    expect(needs.next({ first: 4_000, count: 30 }, extent, nothing, 60, 0)).toBeDefined();
    expect(needs.next({ first: 8_000, count: 30 }, extent, nothing, 60, 0)).toBeUndefined();
    needs.answered(1, true);
    expect(needs.next({ first: 8_000, count: 30 }, extent, nothing, 60, 0)).toBeDefined();
  });

  it("is asked for anew when no answer came for three seconds", () => {
    const needs = makeNeeds();
    const ask = (now: number) => needs.next({ first: 5_000, count: 30 }, extent, nothing, 60, now);
    expect(ask(0)).toBeDefined();
    expect(ask(2_999)).toBeUndefined();
    expect(ask(3_000)).toMatchObject({ first: 4_940, count: 150, request: 2 });
  });

  it("is not asked for again when the host had none of it, until something changed", () => {
    const needs = makeNeeds();
    const ask = () => needs.next({ first: 5_000, count: 30 }, extent, nothing, 60, 0);
    ask();
    needs.answered(1, false);
    expect(ask()).toBeUndefined();
    needs.renew();
    expect(ask()).toBeDefined();
  });
});
