package dev.berth.broker.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/** Hands mails to the SMTP server, one by one. */
@Component
public class SmtpMail {

    private final MailSettings settings;

    SmtpMail(MailSettings settings) {
        this.settings = settings;
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
                            .formatted(settings.host(), settings.port(), mail.to(), e.getMessage()),
                    e);
        }
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
        properties.setProperty("mail." + protocol + ".auth", Boolean.toString(settings.username() != null));
        if (settings.security() == MailSettings.Security.STARTTLS) {
            properties.setProperty("mail.smtp.starttls.enable", "true");
            properties.setProperty("mail.smtp.starttls.required", "true");
        }
        return sender;
    }
}
