package dev.berth.broker.maintenance;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Optional;

/** What people are told before maintenance, in English or Korean. */
final class NoticeText {

    private NoticeText() {}

    static Locale locale(Optional<String> chosen, String usual) {
        return chosen.orElse(usual).equals("ko") ? Locale.KOREAN : Locale.ENGLISH;
    }

    static String subject(Notice notice, Locale locale) {
        return korean(locale)
                ? "데스크톱 %s 유지 관리 안내".formatted(notice.hostname())
                : "Maintenance of your desktop %s".formatted(notice.hostname());
    }

    static String mail(Notice notice, Locale locale, Optional<String> portal) {
        String when = when(notice.beginsAt(), notice.zone(), locale);
        String where = portal.map(address -> "\n\n" + address).orElse("");
        if (notice.window().isEmpty()) {
            return unasked(notice, locale, when, where);
        }
        return korean(locale)
                ? """
                  %s 님,

                  데스크톱 %s의 유지 관리가 %s(%s)에 시작됩니다. 업데이트를 설치하고 필요하면 데스크톱을 다시 시작합니다. 사용 중이면 방해하지 않고 끝날 때까지 기다립니다.

                  그때 사용해야 한다면 포털의 데스크톱 페이지에서 미룰 수 있습니다.%s
                  """.formatted(notice.person(), notice.hostname(), when, notice.zone(), where)
                : """
                  Hello %s,

                  maintenance of your desktop %s begins on %s (%s). Updates are installed, and the desktop is restarted if they need it. If you are working then, nothing happens until you leave.

                  If the time does not suit you, put it off on your desktop's page in the portal.%s
                  """.formatted(notice.person(), notice.hostname(), when, notice.zone(), where);
    }

    /** Of a run by hand or a roll-out, which nobody can put off. */
    private static String unasked(Notice notice, Locale locale, String when, String where) {
        return korean(locale)
                ? """
                  %s 님,

                  데스크톱 %s의 유지 관리가 %s(%s) 이후에 진행됩니다. 업데이트를 설치하고 필요하면 데스크톱을 다시 시작합니다. 사용 중이면 방해하지 않고 끝날 때까지 기다립니다.%s
                  """.formatted(notice.person(), notice.hostname(), when, notice.zone(), where)
                : """
                  Hello %s,

                  your desktop %s is maintained after %s (%s). Updates are installed, and the desktop is restarted if they need it. If you are working then, nothing happens until you leave.%s
                  """.formatted(notice.person(), notice.hostname(), when, notice.zone(), where);
    }

    static String inSession(Notice notice, Locale locale) {
        String when = when(notice.beginsAt(), notice.zone(), locale);
        return korean(locale)
                ? "%s(%s)에 유지 관리가 시작됩니다. 계속 사용해도 방해하지 않으며, 나간 뒤에 업데이트합니다.".formatted(when, notice.zone())
                : "Maintenance begins on %s (%s). You are not interrupted; updates are installed once you leave."
                        .formatted(when, notice.zone());
    }

    private static String when(Instant at, ZoneId zone, Locale locale) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(locale)
                .format(at.atZone(zone));
    }

    private static boolean korean(Locale locale) {
        return locale.equals(Locale.KOREAN);
    }
}
