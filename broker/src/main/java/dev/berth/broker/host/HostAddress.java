package dev.berth.broker.host;

import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which addresses a host may have. libvirt lets an address name programs to run, and lets it leave out the proof of who
 * answers: neither is for whoever may merely add a host.
 */
final class HostAddress {

    private static final String ALLOWED =
            "allowed are qemu:///system, qemu+unix:///system, qemu+tls://HOST/system and qemu+ssh://USER@HOST/system";

    /**
     * The parameters that each address may have, all of them paths of files. SSH is ssh's own program, which asks the known
     * hosts of its account who answers: libvirt's libraries for it run within Berth, and were seen to bring it down.
     */
    private static final Map<String, Set<String>> PARAMETERS = Map.of(
            "qemu", Set.of(),
            "qemu+unix", Set.of("socket"),
            "qemu+tls", Set.of("pkipath"),
            "qemu+ssh", Set.of("keyfile", "socket"));

    private static final Set<String> LOCAL = Set.of("qemu", "qemu+unix");
    private static final Pattern FILE = Pattern.compile("/[A-Za-z0-9._/-]{1,250}");
    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9._-]{0,63}");
    private static final Pattern MACHINE =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}]");
    private static final Pattern SIMULATED = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private HostAddress() {}

    static void require(URI uri) {
        refusal(uri).ifPresent(why -> {
            throw new IllegalArgumentException("uri is '" + uri + "': " + why + "; " + ALLOWED + ".");
        });
    }

    private static Optional<String> refusal(URI uri) {
        String scheme = uri.getScheme();
        if ("simulated".equals(scheme)) {
            return SIMULATED.matcher(uri.getSchemeSpecificPart()).matches()
                    ? Optional.empty()
                    : Optional.of("the simulated host's name is not one");
        }
        Set<String> parameters = scheme == null ? null : PARAMETERS.get(scheme);
        if (parameters == null) {
            return Optional.of("no driver knows the scheme " + scheme);
        }
        if (uri.isOpaque() || !List.of("/system", "/session").contains(String.valueOf(uri.getPath()))) {
            return Optional.of("its path must be /system or /session");
        }
        if (uri.getFragment() != null) {
            return Optional.of("it must not have a '#'");
        }
        return authority(uri, scheme).or(() -> query(uri, parameters));
    }

    private static Optional<String> authority(URI uri, String scheme) {
        String authority = uri.getRawAuthority();
        if (LOCAL.contains(scheme)) {
            return authority == null ? Optional.empty() : Optional.of("it is local, so it must not name a host");
        }
        if (uri.getHost() == null || !MACHINE.matcher(uri.getHost()).matches()) {
            return Optional.of("it must name a host");
        }
        String user = uri.getRawUserInfo();
        if (user != null && !USER.matcher(user).matches()) {
            return Optional.of("its user must be letters, digits, '.', '_' and '-', without a password");
        }
        return user != null && scheme.equals("qemu+tls")
                ? Optional.of("a TLS address has no user: the certificate says who comes")
                : Optional.empty();
    }

    private static Optional<String> query(URI uri, Set<String> allowed) {
        String query = uri.getRawQuery();
        if (query == null) {
            return Optional.empty();
        }
        Set<String> seen = new HashSet<>();
        return Arrays.stream(query.split("&", -1))
                .map(parameter -> parameter(parameter, allowed, seen))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> parameter(String parameter, Set<String> allowed, Set<String> seen) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        String value = equals < 0 ? "" : parameter.substring(equals + 1);
        if (!allowed.contains(name)) {
            return Optional.of("its parameter '" + name + "' is none of "
                    + allowed.stream().sorted().toList());
        }
        if (!seen.add(name)) {
            return Optional.of("its parameter '" + name + "' comes twice");
        }
        boolean right = FILE.matcher(value).matches() && !value.contains("..");
        return right ? Optional.empty() : Optional.of("its parameter '" + name + "' may not be '" + value + "'");
    }
}
