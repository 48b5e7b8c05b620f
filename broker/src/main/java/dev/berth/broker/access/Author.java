package dev.berth.broker.access;

import dev.berth.broker.directory.Person;
import dev.berth.ipacl.ClientAddress;

/** Who makes an edit, and from where. */
public record Author(Person person, ClientAddress address) {}
