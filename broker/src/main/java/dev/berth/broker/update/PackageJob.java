package dev.berth.broker.update;

/** What is done to one package in a guest. Whoever makes one has checked that names, versions and sums are such. */
public sealed interface PackageJob {

    /** To exactly this version, newer or older, from the guest's own sources. */
    record FromSources(String name, String version) implements PackageJob {}

    /** From a file that was carried there; refused by the guest unless it is that package in that version. */
    record FromFile(String name, String version, String sha256) implements PackageJob {}

    /** Refused by the guest where other packages would go with it. */
    record Remove(String name) implements PackageJob {}

    /** A script of an admin's, as root. */
    record Script(String text) implements PackageJob {}
}
