/** Control characters, halves of characters, line separators, and what turns the direction of a text around. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const LINE_BREAKS = /[\t\r\n]/g;

/** Whether a name can go into a mail, a chat or a log and still be read as what it is. */
export const isPrintable = (text: string): boolean => !UNPRINTABLE.test(text);

/** The same for a text of several lines. */
export const isPrintableText = (text: string): boolean => isPrintable(text.replace(LINE_BREAKS, ""));
