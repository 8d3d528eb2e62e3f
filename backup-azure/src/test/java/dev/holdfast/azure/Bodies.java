// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.resourcemanager.compute.fluent.models.DiskInner;
import com.azure.resourcemanager.compute.fluent.models.GalleryImageInner;
import com.azure.resourcemanager.compute.fluent.models.GalleryImageVersionInner;
import com.azure.resourcemanager.compute.fluent.models.RestorePointCollectionInner;
import com.azure.resourcemanager.compute.fluent.models.RestorePointInner;
import com.azure.resourcemanager.compute.fluent.models.SnapshotInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineRunCommandInner;
import com.azure.resourcemanager.compute.models.AccessLevel;
import com.azure.resourcemanager.compute.models.ApiEntityReference;
import com.azure.resourcemanager.compute.models.AttachDetachDataDisksRequest;
import com.azure.resourcemanager.compute.models.ConsistencyModeTypes;
import com.azure.resourcemanager.compute.models.CreationData;
import com.azure.resourcemanager.compute.models.DataDisk;
import com.azure.resourcemanager.compute.models.DataDisksToAttach;
import com.azure.resourcemanager.compute.models.DataDisksToDetach;
import com.azure.resourcemanager.compute.models.DeleteOptions;
import com.azure.resourcemanager.compute.models.DiskCreateOption;
import com.azure.resourcemanager.compute.models.DiskCreateOptionTypes;
import com.azure.resourcemanager.compute.models.DiskDeleteOptionTypes;
import com.azure.resourcemanager.compute.models.DiskSku;
import com.azure.resourcemanager.compute.models.DiskStorageAccountTypes;
import com.azure.resourcemanager.compute.models.Encryption;
import com.azure.resourcemanager.compute.models.EncryptionType;
import com.azure.resourcemanager.compute.models.GalleryArtifactVersionFullSource;
import com.azure.resourcemanager.compute.models.GalleryImageIdentifier;
import com.azure.resourcemanager.compute.models.GalleryImageVersionPublishingProfile;
import com.azure.resourcemanager.compute.models.GalleryImageVersionStorageProfile;
import com.azure.resourcemanager.compute.models.GalleryImageVersionUpdate;
import com.azure.resourcemanager.compute.models.GrantAccessData;
import com.azure.resourcemanager.compute.models.HardwareProfile;
import com.azure.resourcemanager.compute.models.HyperVGeneration;
import com.azure.resourcemanager.compute.models.ManagedDiskParameters;
import com.azure.resourcemanager.compute.models.NetworkInterfaceReference;
import com.azure.resourcemanager.compute.models.NetworkProfile;
import com.azure.resourcemanager.compute.models.OSDisk;
import com.azure.resourcemanager.compute.models.OperatingSystemStateTypes;
import com.azure.resourcemanager.compute.models.OperatingSystemTypes;
import com.azure.resourcemanager.compute.models.RestorePointCollectionSourceProperties;
import com.azure.resourcemanager.compute.models.RunCommandInputParameter;
import com.azure.resourcemanager.compute.models.SnapshotSku;
import com.azure.resourcemanager.compute.models.SnapshotStorageAccountTypes;
import com.azure.resourcemanager.compute.models.StorageProfile;
import com.azure.resourcemanager.compute.models.TargetRegion;
import com.azure.resourcemanager.compute.models.VirtualMachineRunCommandScriptSource;
import com.azure.resourcemanager.compute.models.VirtualMachineSizeTypes;
import dev.holdfast.spi.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bodies of requests to the compute service, as models of the SDK. */
final class Bodies {
    private Bodies() {}

    static SnapshotInner snapshot(Payload.Fields arguments, Map<String, String> tags) {
        SnapshotInner body = new SnapshotInner()
                .withLocation(arguments.text("region"))
                .withTags(tags)
                .withSku(new SnapshotSku().withName(SnapshotStorageAccountTypes.STANDARD_LRS))
                .withIncremental(true)
                .withCreationData(creation(arguments));
        String set = text(arguments, "diskEncryptionSet");
        return set == null ? body : body.withEncryption(encryption(set));
    }

    static DiskInner disk(Payload.Fields arguments, Map<String, String> tags) {
        DiskInner body = new DiskInner()
                .withLocation(arguments.text("region"))
                .withTags(tags)
                .withCreationData(creation(arguments));
        String sku = text(arguments, "sku");
        if (sku != null && !sku.isEmpty()) {
            body.withSku(new DiskSku().withName(DiskStorageAccountTypes.fromString(sku)));
        }
        String zone = text(arguments, "zone");
        if (zone != null) {
            body.withZones(List.of(zone));
        }
        if (arguments.get("sizeBytes") instanceof Payload.Whole bytes) {
            body.withDiskSizeGB((int) ((bytes.value() + (1L << 30) - 1) >> 30));
        }
        String set = text(arguments, "diskEncryptionSet");
        return set == null ? body : body.withEncryption(encryption(set));
    }

    private static CreationData creation(Payload.Fields arguments) {
        return new CreationData()
                .withCreateOption(DiskCreateOption.fromString(arguments.text("option")))
                .withSourceResourceId(arguments.text("source"));
    }

    private static Encryption encryption(String set) {
        return new Encryption()
                .withType(EncryptionType.ENCRYPTION_AT_REST_WITH_CUSTOMER_KEY)
                .withDiskEncryptionSetId(set);
    }

    static RestorePointCollectionInner collection(Payload.Fields arguments, Map<String, String> tags) {
        return new RestorePointCollectionInner()
                .withLocation(arguments.text("region"))
                .withTags(tags)
                .withSource(new RestorePointCollectionSourceProperties().withId(arguments.text("source")));
    }

    /** A restore point has no place for tags: its name and its collection carry what there is. */
    static RestorePointInner restorePoint(Payload.Fields arguments) {
        RestorePointInner body = new RestorePointInner();
        String source = text(arguments, "source");
        if (source != null) {
            return body.withSourceRestorePoint(new ApiEntityReference().withId(source));
        }
        String consistency = text(arguments, "consistency");
        if (consistency != null) {
            body.withConsistencyMode(ConsistencyModeTypes.fromString(consistency));
        }
        List<ApiEntityReference> excluded = arguments.items("exclude").stream()
                .map(id -> new ApiEntityReference().withId(((Payload.Text) id).value()))
                .toList();
        return excluded.isEmpty() ? body : body.withExcludeDisks(excluded);
    }

    static GalleryImageInner definition(Payload.Fields arguments, Map<String, String> tags) {
        ArmId id = new ArmId(arguments.text("id"));
        return new GalleryImageInner()
                .withLocation(arguments.text("region"))
                .withTags(tags)
                .withOsType(OperatingSystemTypes.fromString(arguments.text("osType")))
                .withOsState(OperatingSystemStateTypes.SPECIALIZED)
                .withHyperVGeneration(HyperVGeneration.fromString(arguments.text("generation")))
                .withIdentifier(new GalleryImageIdentifier()
                        .withPublisher("holdfast")
                        .withOffer("machines")
                        .withSku(id.name()));
    }

    static GalleryImageVersionInner version(Payload.Fields arguments, Map<String, String> tags) {
        return new GalleryImageVersionInner()
                .withLocation(arguments.text("region"))
                .withTags(tags)
                .withPublishingProfile(regions(List.of(arguments.text("region"))))
                .withStorageProfile(new GalleryImageVersionStorageProfile()
                        .withSource(new GalleryArtifactVersionFullSource().withId(arguments.text("source"))));
    }

    /** The regions as they were seen, each with what belongs to it, less those to go and with those to come. */
    static GalleryImageVersionUpdate regions(Payload.Fields arguments, Payload.Fields seen) {
        List<TargetRegion> regions = new ArrayList<>();
        try (JsonReader reader = JsonProviders.createReader(seen.text("targetRegions"))) {
            regions.addAll(reader.readArray(TargetRegion::fromJson));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Payload> gone = arguments.items("remove");
        regions.removeIf(region -> gone.contains(Payload.of(ArmId.region(region.name()))));
        List<Payload> there = regions.stream()
                .map(region -> Payload.of(ArmId.region(region.name())))
                .toList();
        for (Payload region : arguments.items("add")) {
            if (!there.contains(region)) {
                regions.add(new TargetRegion().withName(((Payload.Text) region).value()));
            }
        }
        return new GalleryImageVersionUpdate()
                .withPublishingProfile(new GalleryImageVersionPublishingProfile().withTargetRegions(regions));
    }

    private static GalleryImageVersionPublishingProfile regions(List<String> names) {
        return new GalleryImageVersionPublishingProfile()
                .withTargetRegions(names.stream()
                        .map(name -> new TargetRegion().withName(name))
                        .toList());
    }

    /** The machine as it was read, with another disk to start from. */
    static VirtualMachineInner swapped(Payload.Fields arguments, Payload.Fields seen) {
        VirtualMachineInner machine = machine(seen.text("body"));
        machine.storageProfile()
                .osDisk()
                .withName(arguments.text("diskName"))
                .withManagedDisk(new ManagedDiskParameters().withId(arguments.text("disk")));
        return machine;
    }

    static VirtualMachineInner machine(String json) {
        try (JsonReader reader = JsonProviders.createReader(json)) {
            return VirtualMachineInner.fromJson(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static VirtualMachineInner recovered(Payload.Fields arguments, Map<String, String> tags) {
        List<DataDisk> data = arguments.items("data").stream()
                .map(Payload.Fields.class::cast)
                .map(disk -> new DataDisk()
                        .withLun((int) disk.whole("lun"))
                        .withCreateOption(DiskCreateOptionTypes.ATTACH)
                        .withDeleteOption(DiskDeleteOptionTypes.DETACH)
                        .withManagedDisk(new ManagedDiskParameters().withId(disk.text("disk"))))
                .toList();
        Map<String, String> all = new HashMap<>(tags);
        if (arguments.get("tags") instanceof Payload.Fields own) {
            own.fields().forEach((name, value) -> all.put(name, ((Payload.Text) value).value()));
        }
        VirtualMachineInner machine = new VirtualMachineInner()
                .withLocation(arguments.text("region"))
                .withTags(all)
                .withHardwareProfile(
                        new HardwareProfile().withVmSize(VirtualMachineSizeTypes.fromString(arguments.text("size"))))
                .withStorageProfile(new StorageProfile()
                        .withOsDisk(new OSDisk()
                                .withOsType(OperatingSystemTypes.fromString(arguments.text("osType")))
                                .withCreateOption(DiskCreateOptionTypes.ATTACH)
                                .withDeleteOption(DiskDeleteOptionTypes.DETACH)
                                .withManagedDisk(new ManagedDiskParameters().withId(arguments.text("boot"))))
                        .withDataDisks(data))
                .withNetworkProfile(new NetworkProfile()
                        .withNetworkInterfaces(List.of(new NetworkInterfaceReference()
                                .withId(arguments.text("interface"))
                                .withDeleteOption(DeleteOptions.DETACH))));
        String zone = text(arguments, "zone");
        return zone == null ? machine : machine.withZones(List.of(zone));
    }

    static AttachDetachDataDisksRequest attach(Payload.Fields arguments) {
        return new AttachDetachDataDisksRequest()
                .withDataDisksToAttach(List.of(new DataDisksToAttach()
                        .withDiskId(arguments.text("disk"))
                        .withLun((int) arguments.whole("lun"))
                        .withDeleteOption(DiskDeleteOptionTypes.DETACH)));
    }

    static AttachDetachDataDisksRequest detach(Payload.Fields arguments) {
        return new AttachDetachDataDisksRequest()
                .withDataDisksToDetach(List.of(new DataDisksToDetach().withDiskId(arguments.text("disk"))));
    }

    static GrantAccessData grant(Payload.Fields arguments) {
        return new GrantAccessData().withAccess(AccessLevel.READ).withDurationInSeconds((int)
                arguments.whole("seconds"));
    }

    /** The script is fixed and runs its parameters; nothing of the application is ever part of a shell text. */
    static VirtualMachineRunCommandInner runCommand(Payload.Fields arguments, Map<String, String> tags) {
        List<RunCommandInputParameter> parameters = new ArrayList<>();
        for (Payload word : arguments.items("command")) {
            parameters.add(new RunCommandInputParameter()
                    .withName("arg" + (parameters.size() + 1))
                    .withValue(((Payload.Text) word).value()));
        }
        boolean windows = arguments.text("osType").equals("Windows");
        return new VirtualMachineRunCommandInner()
                .withLocation(arguments.text("region"))
                .withTags(tags)
                .withSource(new VirtualMachineRunCommandScriptSource()
                        .withScript(windows ? "& $args[0] $args[1..99]; exit $LASTEXITCODE" : "exec \"$@\""))
                .withParameters(parameters)
                .withAsyncExecution(false)
                .withTimeoutInSeconds((int) arguments.whole("seconds"))
                .withTreatFailureAsDeploymentFailure(true);
    }

    static @Nullable String text(Payload.Fields arguments, String name) {
        return arguments.get(name) instanceof Payload.Text text ? text.value() : null;
    }
}
