package dev.berth.broker.mail;

import dev.berth.broker.directory.TrustedAuthorities;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Properties;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/** Hands mails to the SMTP server, one by one. */
@Component
public class SmtpMail {

    private final MailSettings settings;
    private final SSLSocketFactory sockets;

    SmtpMail(MailSettings settings) {
        this.settings = settings;
        try {
            sockets = TrustedAuthorities.context(settings.caFile()).getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "berth.mail.ca-file is '%s', which cannot be read: %s. Allowed is a PEM file with the certificate"
                                    .formatted(settings.caFile(), e.getMessage())
                            + " authority of the mail server.",
                    e);
        }
    }

    /** Whether a server is set at all. */
    public boolean isSet() {
        return settings.host() != null;
    }

    public MailSettings settings() {
        return settings;
    }

    /** Blocks until the server has taken it, for three times the timeout at the most. */
    public void send(Mail mail) {
        JavaMailSenderImpl sender = sender();
        try {
            MimeMessage message = sender.createMimeMessage();
            var helper = new MimeMessageHelper(message, false, StandardCharsets.UTF_8.name());
            helper.setFrom(settings.from());
            helper.setTo(mail.to().value());
            helper.setSubject(mail.subject());
            helper.setText(mail.text());
            message.setHeader("Auto-Submitted", "auto-generated");
            sender.send(message);
        } catch (MailException | MessagingException e) {
            throw new MailFailedException(
                    "Mail server %s:%d did not take a mail to %s: %s"
                            .formatted(settings.host(), settings.port(), mail.to(), why(e)),
                    e);
        }
    }

    private String why(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLHandshakeException) {
                return "its certificate is not trusted, or is not that of %s (%s). Nothing was sent. Set"
                                .formatted(settings.host(), cause.getMessage())
                        + " berth.mail.ca-file to a PEM file with the authority that signed it.";
            }
        }
        return String.valueOf(failure.getMessage());
    }

    private JavaMailSenderImpl sender() {
        var sender = new JavaMailSenderImpl();
        boolean tls = settings.security() == MailSettings.Security.TLS;
        String protocol = tls ? "smtps" : "smtp";
        sender.setProtocol(protocol);
        sender.setHost(settings.host());
        sender.setPort(settings.port());
        sender.setUsername(settings.username());
        sender.setPassword(settings.password());
        sender.setDefaultEncoding(StandardCharsets.UTF_8.name());
        Properties properties = sender.getJavaMailProperties();
        String millis = Long.toString(settings.timeout().toMillis());
        properties.setProperty("mail." + protocol + ".connectiontimeout", millis);
        properties.setProperty("mail." + protocol + ".timeout", millis);
        properties.setProperty("mail." + protocol + ".writetimeout", millis);
        properties.setProperty("mail." + protocol + ".ssl.checkserveridentity", "true");
        properties.put("mail." + protocol + ".ssl.socketFactory", sockets);
        properties.setProperty("mail." + protocol + ".auth", Boolean.toString(settings.username() != null));
        if (settings.security() == MailSettings.Security.STARTTLS) {
            properties.setProperty("mail.smtp.starttls.enable", "true");
            properties.setProperty("mail.smtp.starttls.required", "true");
        }
        return sender;
    }
}
