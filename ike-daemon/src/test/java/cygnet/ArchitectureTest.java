package cygnet;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.temporal.Temporal;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;

/** What may use what, across all modules: this module alone has every other one on its class path. */
@AnalyzeClasses(packages = "cygnet", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CRYPTO = "cygnet.crypto..";
    private static final String CORE = "cygnet.ike..";
    private static final String DNS = "cygnet.dns..";
    private static final String KERNEL = "cygnet.kernel..";
    private static final String DAEMON = "cygnet.daemon..";

    @ArchTest
    static void everyModuleIsSeen(JavaClasses classes) {
        for (String module : Set.of(CRYPTO, CORE, DNS, KERNEL, DAEMON)) {
            assertThat(classes.that(resideInAPackage(module))).as(module).isNotEmpty();
        }
    }

    @ArchTest
    static final ArchRule everyClassBelongsToAModule =
            classes().should().resideInAnyPackage(CRYPTO, CORE, DNS, KERNEL, DAEMON);

    @ArchTest
    static final ArchRule arrowsPointFromTheDaemonToTheCryptography = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("ike-crypto")
            .definedBy(CRYPTO)
            .layer("ike-core")
            .definedBy(CORE)
            .layer("ike-dns")
            .definedBy(DNS)
            .layer("ike-kernel")
            .definedBy(KERNEL)
            .layer("ike-daemon")
            .definedBy(DAEMON)
            .whereLayer("ike-crypto")
            .mayNotAccessAnyLayer()
            .whereLayer("ike-core")
            .mayOnlyAccessLayers("ike-crypto")
            .whereLayer("ike-dns")
            .mayOnlyAccessLayers("ike-core", "ike-crypto")
            .whereLayer("ike-kernel")
            .mayOnlyAccessLayers("ike-core", "ike-crypto")
            .whereLayer("ike-daemon")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule packagesOfTheCoreFormNoCycle =
            slices().matching("cygnet.ike.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule bouncyCastleStaysInTheCryptography = onlyIn(List.of(CRYPTO), "org.bouncycastle..");

    @ArchTest
    static final ArchRule dnsjavaStaysInTheKeyDirectory = onlyIn(List.of(DNS), "org.xbill..");

    @ArchTest
    static final ArchRule nettyStaysAtTheEdge = onlyIn(List.of(DAEMON, "cygnet.dns.resolver.."), "io.netty..");

    @ArchTest
    static final ArchRule nativeCallsStayBehindOneInterface =
            onlyIn(List.of("cygnet.kernel.ffi.."), "jnr..", "com.kenai.jffi..");

    @ArchTest
    static final ArchRule loggingIsDoneAtTheEdge =
            onlyIn(List.of(DNS, DAEMON), "org.slf4j..", "ch.qos.logback..", "java.util.logging..");

    @ArchTest
    static final ArchRule theCoreHasNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat(socketsFilesOrThreads())
            .because("the core is sans-IO: it takes inputs and returns outputs");

    @ArchTest
    static final ArchRule theCoreReadsNoClockAndAsksNoSystem = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .accessTargetWhere(timeFromTheSystem())
            .orShould()
            .accessTargetWhere(namesFromTheSystem())
            .orShould()
            .accessTargetWhere(stateOfTheSystem())
            .because("time is a parameter, and names are looked up by whoever owns the engine");

    @ArchTest
    static final ArchRule theCoreGetsItsRandomnessFromOutside = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .accessTargetWhere(randomnessFromTheSystem())
            .because("one seed must give one run");

    @ArchTest
    static final ArchRule staticStateIsConstant =
            fields().that().areStatic().should().beFinal().allowEmptyShould(true);

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes().should(resideInANullMarkedPackage());

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = classes()
            .that()
            .areTopLevelClasses()
            .should(new ArchCondition<>("not be called by a word that fits anything") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean vague =
                            type.getSimpleName().matches(".*(Manager|Helper|Utils?|Impl|Data|Info)([A-Z0-9].*)?");
                    events.add(new SimpleConditionEvent(type, !vague, type.getName()));
                }
            });

    private static ArchRule onlyIn(List<String> packages, String... library) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library);
    }

    private static DescribedPredicate<JavaClass> socketsFilesOrThreads() {
        DescribedPredicate<JavaClass> socket = nameMatching("java\\.net\\..*(Socket|URL|Http|NetworkInterface).*")
                .<JavaClass>forSubtype()
                .and(not(assignableTo(SocketAddress.class)));
        DescribedPredicate<JavaClass> file =
                nameMatching("java\\.io\\.(File|RandomAccessFile).*").forSubtype();
        DescribedPredicate<JavaClass> thread =
                nameMatching("java\\.lang\\.(Thread.*|Process.*|Runtime)").forSubtype();
        DescribedPredicate<JavaClass> pool = nameMatching(
                        "java\\.util\\.(Timer.*|concurrent\\.(Executor.*|ForkJoin.*|CompletableFuture))")
                .forSubtype();
        return socket.or(file)
                .or(thread)
                .or(pool)
                .or(assignableTo(Executor.class))
                .or(resideInAnyPackage(
                        "java.nio.channels..", "java.nio.file..", "java.net.http..", "java.util.concurrent.locks.."))
                .as("are sockets, files, threads or locks");
    }

    private static DescribedPredicate<JavaAccess<?>> timeFromTheSystem() {
        return describe("reads the time", access -> {
            JavaClass owner = access.getTargetOwner();
            String name = access.getName();
            return owner.isAssignableTo(java.time.Clock.class)
                    || (owner.isAssignableTo(Temporal.class) && name.equals("now"))
                    || (owner.isEquivalentTo(Date.class) && isConstructorWithoutParameters(access))
                    || (owner.isEquivalentTo(System.class)
                            && Set.of("nanoTime", "currentTimeMillis").contains(name));
        });
    }

    private static DescribedPredicate<JavaAccess<?>> namesFromTheSystem() {
        Set<String> lookups = Set.of(
                "getByName", "getAllByName", "getLocalHost", "getHostName", "getCanonicalHostName", "isReachable");
        return describe("resolves a name", access -> {
            JavaClass owner = access.getTargetOwner();
            boolean address = owner.isAssignableTo(InetAddress.class) || owner.isEquivalentTo(InetSocketAddress.class);
            return address && (lookups.contains(access.getName()) || isConstructorFromName(access));
        });
    }

    private static DescribedPredicate<JavaAccess<?>> stateOfTheSystem() {
        Set<String> harmless = Set.of("arraycopy", "identityHashCode");
        return describe(
                "asks the system",
                access -> access.getTargetOwner().isEquivalentTo(System.class) && !harmless.contains(access.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> randomnessFromTheSystem() {
        return describe("draws randomness of its own", access -> {
            JavaClass owner = access.getTargetOwner();
            String name = access.getName();
            boolean unseeded = owner.isEquivalentTo(Random.class) || owner.isEquivalentTo(SplittableRandom.class);
            return (owner.isEquivalentTo(SecureRandom.class)
                            && Set.of("<init>", "getInstance", "getInstanceStrong")
                                    .contains(name))
                    || owner.getName().equals("java.util.concurrent.ThreadLocalRandom")
                    || (owner.isEquivalentTo(Math.class) && name.equals("random"))
                    || (owner.isEquivalentTo(UUID.class) && name.equals("randomUUID"))
                    || (unseeded && isConstructorWithoutParameters(access));
        });
    }

    private static boolean isConstructorWithoutParameters(JavaAccess<?> access) {
        return isConstructor(access, List::isEmpty);
    }

    private static boolean isConstructorFromName(JavaAccess<?> access) {
        return isConstructor(access, types -> !types.isEmpty() && types.get(0).isEquivalentTo(String.class));
    }

    /** Whether the access calls or refers to a constructor with such parameters. */
    private static boolean isConstructor(JavaAccess<?> access, Predicate<List<JavaClass>> parameters) {
        return access instanceof JavaCodeUnitAccess<?> unit
                && unit.getName().equals("<init>")
                && parameters.test(unit.getTarget().getRawParameterTypes());
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package with @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        type, marked, type.getPackageName() + " has no package-info.java with @NullMarked"));
            }
        };
    }
}
