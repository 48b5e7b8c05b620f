package dev.berth.broker.desktop;

import org.jspecify.annotations.Nullable;

/**
 * The volumes of a desktop. Each exchange makes the next generation of both, and no number is ever used twice.
 *
 * @param root generation of the root volume
 * @param user generation of the user volume
 * @param last the highest generation that was ever used for either
 * @param home what stands in the place of a user volume of its own; null where it has its own
 */
public record Disks(
        int root,
        int user,
        int last,
        long rootMib,
        long userMib,
        @Nullable Home home) {

    Disks(int root, int user, int last, long rootMib, long userMib) {
        this(root, user, last, rootMib, userMib, null);
    }

    /** Those of a desktop that is made for the first time. */
    static Disks first(long rootMib, long userMib) {
        return new Disks(1, 1, 1, rootMib, userMib);
    }

    /** Those that take the place of these. */
    Disks next(long nextRootMib, long nextUserMib) {
        return new Disks(last + 1, last + 1, last + 1, nextRootMib, nextUserMib, home);
    }

    /** These again, after newer ones were given up. */
    Disks after(Disks givenUp) {
        return new Disks(root, user, Math.max(last, givenUp.last), rootMib, userMib, home);
    }

    /** These under the next number after the highest that was found in use. */
    Disks numberedAfter(int highest) {
        int next = Math.max(last, highest + 1);
        return new Disks(next, next, next, rootMib, userMib, home);
    }

    /** With a user volume of another generation, which none had before. */
    Disks withUser(int generation, long mib) {
        return new Disks(root, generation, Math.max(last, generation), rootMib, mib, home);
    }

    Disks grownTo(long nextRootMib, long nextUserMib) {
        return new Disks(root, user, last, nextRootMib, nextUserMib, home);
    }

    /** Those of an instance whose person has a home that follows them. */
    Disks with(Home theirs) {
        return new Disks(root, user, last, rootMib, userMib, theirs);
    }
}
