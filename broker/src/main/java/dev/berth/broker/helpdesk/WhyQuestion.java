package dev.berth.broker.helpdesk;

/**
 * What is asked, as it was typed.
 *
 * @param person an account, principal, mail or display name, or an id
 * @param kind {@code sign-in}, {@code bundle}, {@code application}, {@code desktop} or {@code session}
 * @param thing its name, reference or id; not read for {@code sign-in}
 * @param address the client's
 * @param time {@code now}, nothing, or a time that has passed, such as {@code 2026-11-22 09:30} in UTC
 */
public record WhyQuestion(String person, String kind, String thing, String address, String time) {}
