package dev.berth.bench.console;

/** A page of the console, or a call of its API, that is measured. */
record Visit(String name, String path) {}
