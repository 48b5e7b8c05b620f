package dev.berth.broker.directory;

/** What came of a sign-in. */
public sealed interface SignInResult {

    record SignedIn(Person person) implements SignInResult {}

    /**
     * @param refusal what the person is told
     * @param diagnosis what the audit log keeps: the true cause in a sentence, never shown to the person
     */
    record Refused(SignInRefusal refusal, String diagnosis) implements SignInResult {}
}
