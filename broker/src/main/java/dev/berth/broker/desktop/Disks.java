package dev.berth.broker.desktop;

/**
 * The volumes of a desktop. Each exchange makes the next generation of both, and no number is ever used twice.
 *
 * @param root generation of the root volume
 * @param user generation of the user volume
 * @param last the highest generation that was ever used for either
 */
public record Disks(int root, int user, int last, long rootMib, long userMib) {

    /** Those of a desktop that is made for the first time. */
    static Disks first(long rootMib, long userMib) {
        return new Disks(1, 1, 1, rootMib, userMib);
    }

    /** Those that take the place of these. */
    Disks next(long nextRootMib, long nextUserMib) {
        return new Disks(last + 1, last + 1, last + 1, nextRootMib, nextUserMib);
    }

    /** These again, after newer ones were given up. */
    Disks after(Disks givenUp) {
        return new Disks(root, user, Math.max(last, givenUp.last), rootMib, userMib);
    }

    /** These under the next number after the highest that was found in use. */
    Disks numberedAfter(int highest) {
        int next = Math.max(last, highest + 1);
        return new Disks(next, next, next, rootMib, userMib);
    }

    Disks grownTo(long nextRootMib, long nextUserMib) {
        return new Disks(root, user, last, nextRootMib, nextUserMib);
    }
}
