package dev.berth.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** The plan of the house, kept: one test for each arrow that must not be, and for each "only one that imports". */
@AnalyzeClasses(
        packages = "dev.berth",
        importOptions = {ImportOption.DoNotIncludeTests.class, HouseTest.WithoutGenerated.class})
class HouseTest {

    private static final String IP_ACL = "dev.berth.ipacl..";
    private static final String HYPERVISOR = "dev.berth.hypervisor..";
    private static final String BROKER = "dev.berth.broker..";
    private static final String GATEWAY = "dev.berth.gateway..";
    private static final String MAINTENANCE = "dev.berth.maintenance..";
    private static final String PORTAL = "dev.berth.portal..";

    @ArchTest
    static final ArchRule ipAclStandsAlone =
            from(IP_ACL).never(HYPERVISOR, BROKER, GATEWAY, MAINTENANCE, PORTAL, "org.springframework..");

    @ArchTest
    static final ArchRule hypervisorDriverStandsAlone =
            from(HYPERVISOR).never(IP_ACL, BROKER, GATEWAY, MAINTENANCE, PORTAL, "org.springframework..");

    @ArchTest
    static final ArchRule brokerKnowsNobodyAboveIt = from(BROKER).never(GATEWAY, MAINTENANCE, PORTAL);

    @ArchTest
    static final ArchRule gatewayKnowsTheBrokerOnly = from(GATEWAY).never(HYPERVISOR, MAINTENANCE, PORTAL);

    @ArchTest
    static final ArchRule maintenanceKnowsTheBrokerOnly = from(MAINTENANCE).never(HYPERVISOR, IP_ACL, GATEWAY, PORTAL);

    @ArchTest
    static final ArchRule portalDrivesNoHypervisor =
            from(PORTAL).never("dev.berth.hypervisor.libvirt..", "dev.berth.hypervisor.simulated..");

    @ArchTest
    static final ArchRule onlyTheLibvirtDriverImportsLibvirt =
            only("dev.berth.hypervisor.libvirt..").imports("org.libvirt..", "com.sun.jna..");

    @ArchTest
    static final ArchRule onlyTheDirectoryImportsLdap = only("dev.berth.broker.directory..")
            .imports(
                    "org.springframework.ldap..",
                    "org.springframework.security.ldap..",
                    "com.unboundid..",
                    "javax.naming.ldap..");

    @ArchTest
    static final ArchRule onlyTheGatewayImportsGuacamole = only(GATEWAY).imports("org.apache.guacamole..");

    @ArchTest
    static final ArchRule onlyTheMaintenanceSchedulerImportsQuartz =
            only(MAINTENANCE).imports("org.quartz..");

    @ArchTest
    static final ArchRule onlyThePortalImportsPagesAndMvc = only(PORTAL)
            .imports("org.thymeleaf..", "org.springframework.web.servlet..", "org.springframework.web.bind..");

    @ArchTest
    static final ArchRule modulesHaveNoCycles =
            slices().matching("dev.berth.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theBrokersPackagesHaveNoCycles =
            slices().matching("dev.berth.broker.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = ArchRuleDefinition.classes()
            .should(new ArchCondition<>("stand in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(
                            type, marked, type.getName() + " stands in a package without @NullMarked"));
                }
            });

    @ArchTest
    static final ArchRule packagesAreDomainNouns = noClasses()
            .should()
            .resideInAnyPackage("..service..", "..dto..", "..util..", "..utils..", "..impl..", "..common..");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Util|Utils|Dto|DTO)");

    /** Leaves out what JMH's processor and Spring write, and fixtures that a module lends to others' tests. */
    static final class WithoutGenerated implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/jmh_generated/")
                    && !location.contains("__")
                    && !location.contains("$$SpringCGLIB$$")
                    && !location.contains("-tests.jar");
        }
    }

    private static From from(String root) {
        return new From(root);
    }

    private static Only only(String root) {
        return new Only(root);
    }

    private record From(String root) {
        ArchRule never(String... others) {
            return noClasses()
                    .that()
                    .resideInAPackage(root)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .allowEmptyShould(true);
        }
    }

    private record Only(String root) {
        ArchRule imports(String... libraries) {
            return noClasses()
                    .that()
                    .resideOutsideOfPackage(root)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(List.of(libraries).toArray(String[]::new));
        }
    }
}
