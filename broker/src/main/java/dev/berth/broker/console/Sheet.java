package dev.berth.broker.console;

/** A page of a list, and how many rows there are in all. */
public record Sheet<T>(Slice<T> slice, Count count) {}
