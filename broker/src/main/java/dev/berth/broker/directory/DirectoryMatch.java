package dev.berth.broker.directory;

/** Somebody or something in the directory that can be entitled. */
public sealed interface DirectoryMatch {

    /** What people call it. */
    String label();

    /** What tells it apart from others of the same label. */
    String detail();

    record Group(GroupId id, String label, String detail) implements DirectoryMatch {}

    record Somebody(PersonId id, String label, String detail) implements DirectoryMatch {}
}
