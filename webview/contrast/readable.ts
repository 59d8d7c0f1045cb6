/** Red, green and blue from 0 to 255, and how much of it covers what is behind, from 0 to 1. */
export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

/** A colour as VS Code writes those of a theme: `#rrggbb`, `#rrggbbaa`, `rgb(…)`, `rgba(…)`; undefined for any other text. */
export const parseColour = (text: string): Colour | undefined => {
  const hex = /^#([\da-f]{6})([\da-f]{2})?$/i.exec(text.trim());
  if (hex !== null) {
    const [, rgb = "", alpha = "ff"] = hex;
    const value = Number.parseInt(rgb, 16);
    return {
      red: value >> 16,
      green: (value >> 8) & 255,
      blue: value & 255,
      alpha: Number.parseInt(alpha, 16) / 255,
    };
  }
  const numbers = /^rgba?\(([\d\s.,]+)\)$/.exec(text.trim())?.[1]?.split(",").map(Number) ?? [];
  const [red, green, blue, alpha = 1] = numbers;
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return { red, green, blue, alpha };
};

/** What is seen where a colour lies over an opaque one. */
export const over = (top: Colour, ground: Colour): Colour => {
  const mix = (a: number, b: number) => a * top.alpha + b * (1 - top.alpha);
  return {
    red: mix(top.red, ground.red),
    green: mix(top.green, ground.green),
    blue: mix(top.blue, ground.blue),
    alpha: 1,
  };
};

/** How light an opaque colour is, from 0 to 1, as WCAG 2 defines it. */
export const luminance = ({ red, green, blue }: Colour): number => {
  const linear = (channel: number) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
};

/** The contrast of two opaque colours, from 1 to 21, as WCAG 2 defines it. */
export const contrast = (a: Colour, b: Colour): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
};

/** Text has this contrast at least; VS Code's terminal asks for 4.5, and a browser rounds. */
const least = 4.6;

/** A number for the style sheet, which knows no `1e-7`. */
const short = (value: number): string => value.toFixed(4);

/**
 * The channels of a relative colour of the style sheet, `color(from INK xyz-d65 CHANNELS)`, that make any ink readable
 * on all of these opaque grounds at once: one that is stays as it is; any other keeps its hue and becomes as much
 * lighter or darker as it takes. The channel y is the very luminance that WCAG goes by, so that no ink is moved
 * further than it must, and each mixture with black or white is a colour that screens have.
 */
export const readableOn = (grounds: ReadonlyArray<Colour>): string => {
  const lights = grounds.map(luminance);
  const darkest = Math.min(...lights);
  const lightest = Math.max(...lights);
  const whiteOnThem = 1.05 / (lightest + 0.05);
  const blackOnThem = (darkest + 0.05) / 0.05;
  if (whiteOnThem >= blackOnThem) {
    const from = short(Math.min(1, least * (lightest + 0.05) - 0.05));
    const rest = "max(1 - y, 0.0001)";
    const keep = `min(1, (1 - ${from}) / ${rest})`;
    const white = `max(0, (${from} - y) / ${rest})`;
    // The white of xyz-d65.
    return `calc(x * ${keep} + 0.9505 * ${white}) max(y, ${from}) calc(z * ${keep} + 1.0891 * ${white}) / 1`;
  }
  const to = short(Math.max(0, (darkest + 0.05) / least - 0.05));
  const keep = `min(1, ${to} / max(y, 0.0001))`;
  return `calc(x * ${keep}) min(y, ${to}) calc(z * ${keep}) / 1`;
};
