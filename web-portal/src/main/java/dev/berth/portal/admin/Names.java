package dev.berth.portal.admin;

import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.JdbcHosts;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What people call the things that rows refer to, looked up once per page. */
@Component
class Names {

    private final JdbcPeople people;
    private final JdbcBundles bundles;
    private final JdbcHosts hosts;

    Names(JdbcPeople people, JdbcBundles bundles, JdbcHosts hosts) {
        this.people = people;
        this.bundles = bundles;
        this.hosts = hosts;
    }

    Map<PersonId, Person> people(Collection<PersonId> ids) {
        Map<PersonId, Person> names = new HashMap<>();
        people.find(ids).forEach((id, known) -> names.put(id, known.person()));
        return names;
    }

    Map<BundleId, String> bundles() {
        Map<BundleId, String> names = new HashMap<>();
        bundles.list().forEach(bundle -> names.put(bundle.id(), bundle.name()));
        return names;
    }

    Map<HostId, String> hosts() {
        Map<HostId, String> names = new HashMap<>();
        hosts.list().forEach(host -> names.put(host.id(), host.name()));
        return names;
    }
}
