package dev.managedidentity;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** Which room may know which: manifest -> api -> operator -> plan -> azure, and nothing back. */
@AnalyzeClasses(packages = "dev.managedidentity", importOptions = DoNotIncludeTests.class)
class HouseTest {
  private static final String HOUSE = "dev.managedidentity..";
  private static final String API = "dev.managedidentity.api..";
  private static final String PLAN = "dev.managedidentity.plan..";
  private static final String AZURE = "dev.managedidentity.azure..";
  private static final String OPERATOR = "dev.managedidentity.operator..";
  private static final String EMULATOR = "dev.managedidentity.emulator..";
  private static final String CLI = "dev.managedidentity.cli..";

  private static final String OPERATOR_SDK = "io.javaoperatorsdk..";
  private static final String AZURE_LIBRARY = "com.azure..";
  private static final String KUBERNETES = "io.fabric8..";

  @ArchTest
  static final ArchRule everythingLivesInARoom =
      classes()
          .should()
          .resideInAnyPackage(API, PLAN, AZURE, OPERATOR, EMULATOR, CLI)
          .because("a room is the unit of the house");

  @ArchTest static final ArchRule apiImportsNothingOfOurs = room(API).mayUse();

  @ArchTest
  static final ArchRule planUsesTheWordsOfTheYamlOnly =
      noClasses()
          .that()
          .resideInAPackage(PLAN)
          .should()
          .dependOnClassesThat(inTheHouse().and(outside(PLAN)).and(not(enumsOf(API))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule planIsPure =
      classes()
          .that()
          .resideInAPackage(PLAN)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(PLAN, API, "java.lang..", "java.util..")
                  .or(belongToAnyOf(Charset.class, StandardCharsets.class))
                  .or(instants()))
          .because("the same arguments always give the same plan")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule planAsksNeitherTimeNorChanceNorTheMachine =
      noClasses()
          .that()
          .resideInAPackage(PLAN)
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .dependOnClassesThat(
              resideInAnyPackage("java.util.concurrent..", "java.util.logging..")
                  .or(belongToAnyOf(System.class, Thread.class, Random.class)))
          .allowEmptyShould(true);

  @ArchTest static final ArchRule azureUsesThePlan = room(AZURE).mayUse(PLAN);

  @ArchTest static final ArchRule operatorUsesTheThree = room(OPERATOR).mayUse(API, PLAN, AZURE);

  // A shared mistake would hide.
  @ArchTest static final ArchRule emulatorSharesNothing = room(EMULATOR).mayUse();

  @ArchTest static final ArchRule onlyAzureKnowsTheAzureLibrary = onlyIn(AZURE_LIBRARY, AZURE);

  @ArchTest
  static final ArchRule onlyTheOperatorKnowsTheOperatorSdk = onlyIn(OPERATOR_SDK, OPERATOR);

  @ArchTest static final ArchRule onlyThreeKnowKubernetes = onlyIn(KUBERNETES, API, OPERATOR, CLI);

  @ArchTest
  static final ArchRule noRoomsGoInCircles =
      slices()
          .matching("dev.managedidentity.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);

  private static ArchRule onlyIn(String library, String... rooms) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(rooms)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true);
  }

  private static Room room(String name) {
    return new Room(name);
  }

  private record Room(String name) {
    /** Of our rooms it may use these and itself; a room still empty keeps every rule. */
    ArchRule mayUse(String... others) {
      return noClasses()
          .that()
          .resideInAPackage(name)
          .should()
          .dependOnClassesThat(inTheHouse().and(outside(name)).and(not(resideInAnyPackage(others))))
          .allowEmptyShould(true);
    }
  }

  private static DescribedPredicate<JavaClass> inTheHouse() {
    return resideInAPackage(HOUSE);
  }

  private static DescribedPredicate<JavaClass> outside(String room) {
    return not(resideInAPackage(room));
  }

  private static DescribedPredicate<JavaClass> not(DescribedPredicate<JavaClass> predicate) {
    return DescribedPredicate.not(predicate);
  }

  private static DescribedPredicate<JavaClass> enumsOf(String room) {
    return resideInAPackage(room).and(DescribedPredicate.describe("enums", JavaClass::isEnum));
  }

  /** When a declaration was made is given to the plan; what time it is now is not asked. */
  private static DescribedPredicate<JavaClass> instants() {
    return DescribedPredicate.describe("java.time.Instant", c -> c.isEquivalentTo(Instant.class));
  }
}
