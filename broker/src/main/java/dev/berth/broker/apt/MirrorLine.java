package dev.berth.broker.apt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The way to mirrors. Their addresses are a guest's word, and where they lead is a stranger's: {@link Leads} decides which
 * addresses are asked, and no other is connected to, whatever a name stands for a moment later.
 */
@Component
class MirrorLine {

    private static final Timeout CONNECT = Timeout.ofSeconds(10);
    private static final int MOST_REDIRECTS = 3;
    private static final int MOST_SHOWN = 300;
    private static final int BLOCK = 65_536;

    private final Duration limit;
    private final Leads leads;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("mirror-limit").factory());

    @Autowired
    MirrorLine(AptSettings settings) {
        this(settings.answerLimit(), new Leads(Reach::of, SystemDefaultDnsResolver.INSTANCE));
    }

    MirrorLine(Duration limit, Leads leads) {
        this.limit = limit;
        this.leads = leads;
    }

    /**
     * Reads a file into a stream.
     *
     * @param most how many bytes it may have
     * @return false when there is none
     */
    boolean read(URI address, long most, OutputStream into) throws IndexRefusedException {
        var lead = new Leads.Lead(address, Optional.empty());
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            URI asked = lead.target();
            var get = new HttpGet(asked);
            // Whatever comes byte by byte, head or body, is cut off.
            ScheduledFuture<?> late = watch.schedule(get::abort, limit.toMillis(), TimeUnit.MILLISECONDS);
            try (CloseableHttpClient client = client(lead);
                    Answer answer = Answer.of(client, get)) {
                switch (answer.status() / 100 == 3 ? 300 : answer.status()) {
                    case 200 -> {
                        copy(asked, answer, most, into);
                        return true;
                    }
                    case 403, 404, 410 -> {
                        return false;
                    }
                    case 300 -> lead = leads.on(asked, answer.location(), answer.by());
                    default -> throw new IndexRefusedException(asked + " was answered with " + answer.status() + ".");
                }
            } catch (IOException | IllegalStateException e) {
                throw new IndexRefusedException(asked + " does not answer" + why(get, e), e);
            } finally {
                late.cancel(false);
            }
        }
        throw new IndexRefusedException(address + " leads on more than " + MOST_REDIRECTS + " times.");
    }

    /** @param by who answered; null for a proxy */
    private record Answer(
            ClassicHttpResponse response, @Nullable InetSocketAddress by) implements AutoCloseable {

        static Answer of(CloseableHttpClient client, HttpGet get) throws IOException {
            HttpClientContext context = HttpClientContext.create();
            ClassicHttpResponse response = client.executeOpen(null, get, context);
            boolean direct = context.getHttpRoute().getProxyHost() == null;
            return new Answer(
                    response,
                    direct ? (InetSocketAddress) context.getEndpointDetails().getRemoteAddress() : null);
        }

        int status() {
            return response.getCode();
        }

        String location() {
            Header location = response.getFirstHeader("Location");
            return location == null || location.getValue() == null ? "" : location.getValue();
        }

        @Override
        public void close() throws IOException {
            response.close();
        }
    }

    private static void copy(URI asked, Answer answer, long most, OutputStream into)
            throws IOException, IndexRefusedException {
        HttpEntity entity = answer.response().getEntity();
        if (entity == null) {
            return;
        }
        // Not closed: that would read on to its end. Closing the answer gives the connection up.
        InputStream body = entity.getContent();
        byte[] block = new byte[BLOCK];
        long had = 0;
        for (int length = body.read(block); length >= 0; length = body.read(block)) {
            had += length;
            if (had > most) {
                throw new IndexRefusedException(asked + " has more than " + most + " bytes.");
            }
            into.write(block, 0, length);
        }
    }

    /** That connects to nothing but what the lead may be followed to. */
    private CloseableHttpClient client(Leads.Lead lead) throws IndexRefusedException {
        Optional<InetSocketAddress> proxy = proxy(lead.target());
        DnsResolver names = proxy.isPresent() ? leads.throughProxy(lead) : leads.only(lead);
        HttpClientBuilder client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .useSystemProperties()
                        .setDnsResolver(names)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(limit))
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("Berth")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching();
        proxy.ifPresent(way -> client.setProxy(new HttpHost("http", way.getHostString(), way.getPort())));
        return client.build();
    }

    private static Optional<InetSocketAddress> proxy(URI address) {
        return ProxySelector.getDefault().select(address).stream()
                .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
                .map(proxy -> (InetSocketAddress) proxy.address())
                .findFirst();
    }

    /** One that is cut off while it connects says so by an IllegalStateException. */
    private String why(HttpGet get, Exception e) {
        if (get.isAborted()) {
            return " within " + limit.toSeconds() + " s (berth.apt.answer-limit).";
        }
        return e.getMessage() == null ? "." : ": " + shown(e.getMessage()) + ".";
    }

    /** It may quote what a stranger answered. */
    private static String shown(String message) {
        String seen = message.replaceAll("\\p{Cntrl}", " ");
        return seen.length() <= MOST_SHOWN ? seen : seen.substring(0, MOST_SHOWN) + "…";
    }
}
