package dev.berth.broker.session;

/** The layouts of keyboards that guacd knows; by them it tells a guest which key a character is on. */
public enum Keyboard {
    EN_US("en-us-qwerty"),
    EN_GB("en-gb-qwerty"),
    DE_DE("de-de-qwertz"),
    DE_CH("de-ch-qwertz"),
    FR_FR("fr-fr-azerty"),
    FR_CH("fr-ch-qwertz"),
    ES_ES("es-es-qwerty"),
    ES_LATAM("es-latam-qwerty"),
    IT_IT("it-it-qwerty"),
    JA_JP("ja-jp-qwerty"),
    PT_BR("pt-br-qwerty"),
    SV_SE("sv-se-qwerty"),
    DA_DK("da-dk-qwerty"),
    HU_HU("hu-hu-qwertz"),
    TR_TR("tr-tr-qwerty");

    private final String layout;

    Keyboard(String layout) {
        this.layout = layout;
    }

    /** What guacd calls it. */
    public String layout() {
        return layout;
    }
}
