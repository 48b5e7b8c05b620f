package dev.berth.broker.apt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The way to mirrors. Their addresses are a guest's word: what is on this machine or its link, as metadata services of clouds
 * are, is not asked.
 */
@Component
class MirrorLine {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int MOST_REDIRECTS = 3;
    private static final int MOST_SHOWN = 300;
    private static final int BLOCK = 65_536;

    /** What stands for an address of IPv4, as NAT64, 6to4 and what is called compatible do; in hexadecimal digits. */
    private static final Pattern IPV4_WITHIN = Pattern.compile("(?:0064ff9b0{16}|2002|0{24})([0-9a-f]{8}).*");

    private final Duration limit;
    private final Predicate<InetAddress> allowed;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("mirror-limit").factory());

    @Autowired
    MirrorLine(AptSettings settings) {
        this(settings.answerLimit(), MirrorLine::isElsewhere);
    }

    /** @param allowed which addresses may be asked */
    MirrorLine(Duration limit, Predicate<InetAddress> allowed) {
        this.limit = limit;
        this.allowed = allowed;
    }

    /**
     * Reads a file into a stream.
     *
     * @param most how many bytes it may have
     * @return false when there is none
     */
    boolean read(URI address, long most, OutputStream into) throws IndexRefusedException {
        URI asked = address;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            requireElsewhere(asked);
            try {
                HttpResponse<InputStream> answer = client.send(
                        HttpRequest.newBuilder(asked).timeout(limit).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = answer.body()) {
                    switch (answer.statusCode() / 100 == 3 ? 300 : answer.statusCode()) {
                        case 200 -> {
                            copy(asked, body, most, into);
                            return true;
                        }
                        case 403, 404, 410 -> {
                            return false;
                        }
                        case 300 -> asked = target(asked, answer);
                        default ->
                            throw new IndexRefusedException(asked + " was answered with " + answer.statusCode() + ".");
                    }
                }
            } catch (IOException e) {
                throw new IndexRefusedException(
                        asked + " does not answer"
                                + (e.getMessage() == null ? "." : ": " + shown(e.getMessage()) + "."),
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IndexRefusedException("Asking " + asked + " was broken off.", e);
            }
        }
        throw new IndexRefusedException(address + " leads on more than " + MOST_REDIRECTS + " times.");
    }

    /** A request's own limit ends with its head: what comes byte by byte is closed by this one. */
    private void copy(URI asked, InputStream body, long most, OutputStream into)
            throws IOException, IndexRefusedException {
        var late = watch.schedule(
                () -> {
                    body.close();
                    return true;
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            byte[] block = new byte[BLOCK];
            long had = 0;
            for (int length = body.read(block); length >= 0; length = body.read(block)) {
                had += length;
                if (had > most) {
                    throw new IndexRefusedException(asked + " has more than " + most + " bytes.");
                }
                into.write(block, 0, length);
            }
        } finally {
            late.cancel(false);
        }
    }

    private static URI target(URI asked, HttpResponse<?> answer) throws IndexRefusedException {
        try {
            URI target = asked.resolve(answer.headers().firstValue("Location").orElse(""));
            boolean down = "https".equals(asked.getScheme()) && !"https".equals(target.getScheme());
            if (target.getHost() != null
                    && !down
                    && ("http".equals(target.getScheme()) || "https".equals(target.getScheme()))) {
                return target;
            }
        } catch (IllegalArgumentException e) {
            throw new IndexRefusedException(asked + " leads to what is no address.", e);
        }
        throw new IndexRefusedException(asked + " leads to where it may not.");
    }

    /** What a proxy asks is the proxy's to judge. */
    private void requireElsewhere(URI address) throws IndexRefusedException {
        boolean direct = ProxySelector.getDefault().select(address).stream()
                .allMatch(proxy -> proxy.type() == Proxy.Type.DIRECT);
        if (!direct) {
            return;
        }
        try {
            for (InetAddress one : InetAddress.getAllByName(address.getHost())) {
                if (!allowed.test(one)) {
                    throw new IndexRefusedException(
                            address + " is an address of this machine or of its link," + " which is not asked.");
                }
            }
        } catch (UnknownHostException e) {
            throw new IndexRefusedException("The name of " + address + " is not known.", e);
        }
    }

    static boolean isElsewhere(InetAddress address) {
        return !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !isThisMachine(address)
                && !address.getHostAddress().startsWith("fd00:ec2:")
                && (!(address instanceof Inet6Address) || ipv4Within(address).allMatch(MirrorLine::isElsewhere));
    }

    private static Stream<InetAddress> ipv4Within(InetAddress address) {
        Matcher within = IPV4_WITHIN.matcher(HexFormat.of().formatHex(address.getAddress()));
        if (!within.matches()) {
            return Stream.empty();
        }
        try {
            return Stream.of(InetAddress.getByAddress(HexFormat.of().parseHex(within.group(1))));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address.", e);
        }
    }

    /** Also by its address on a network: what listens there may trust whoever is on this machine. */
    private static boolean isThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            throw new IllegalStateException("Cannot tell the addresses of this machine", e);
        }
    }

    /** It may quote what a stranger answered. */
    private static String shown(String message) {
        String seen = message.replaceAll("\\p{Cntrl}", " ");
        return seen.length() <= MOST_SHOWN ? seen : seen.substring(0, MOST_SHOWN) + "…";
    }
}
