package dev.berth.gateway.guacd;

/**
 * One character of several bytes, taken byte by byte. Strict as RFC 3629: no overlong forms, no surrogates, nothing
 * above U+10FFFF.
 */
final class Utf8Sequence {

    private int missing;
    private int lowest;
    private int highest;

    boolean unfinished() {
        return missing > 0;
    }

    /** Takes the lead byte (not ASCII) or the next continuation byte; false if it cannot stand here. */
    boolean accept(byte signed) {
        int b = signed & 0xff;
        if (missing > 0) {
            boolean fits = b >= lowest && b <= highest;
            missing--;
            lowest = 0x80;
            highest = 0xbf;
            return fits;
        }
        lowest = 0x80;
        highest = 0xbf;
        if (b >= 0xc2 && b <= 0xdf) {
            missing = 1;
        } else if (b >= 0xe0 && b <= 0xef) {
            missing = 2;
            lowest = b == 0xe0 ? 0xa0 : 0x80;
            highest = b == 0xed ? 0x9f : 0xbf;
        } else if (b >= 0xf0 && b <= 0xf4) {
            missing = 3;
            lowest = b == 0xf0 ? 0x90 : 0x80;
            highest = b == 0xf4 ? 0x8f : 0xbf;
        } else {
            return false;
        }
        return true;
    }
}
