package dev.berth.broker.access;

import dev.berth.broker.directory.Person;
import java.util.Optional;

/**
 * A person as Berth last saw them in the directory.
 *
 * @param barred the sentence why the directory keeps them out at present
 */
public record KnownPerson(Person person, Optional<String> barred) {}
