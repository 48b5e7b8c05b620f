package dev.berth.broker.access;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which places have a say in what a person does. */
final class Places {

    static final Place DIRECTORY = new Place(Place.Kind.DIRECTORY, "directory", "Active Directory");

    private Places() {}

    /** For everything: the directory, and each role that the person holds. */
    static List<Place> of(Person person) {
        List<Place> places = new ArrayList<>();
        places.add(DIRECTORY);
        person.roles().stream().sorted().map(Places::of).forEach(places::add);
        return places;
    }

    /** For what belongs to a bundle: that bundle too. */
    static List<Place> of(Person person, BundleId bundle, String name) {
        List<Place> places = of(person);
        places.add(of(bundle, name));
        return places;
    }

    static Place of(Role role) {
        return new Place(Place.Kind.ROLE, role.name(), role.name().toLowerCase(Locale.ROOT));
    }

    static Place of(BundleId bundle, String name) {
        return new Place(Place.Kind.BUNDLE, bundle.toString(), name);
    }
}
