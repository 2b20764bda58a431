"use client";
import dynamic from "next/dynamic";

/** Forms are large, and no page begins with one: they are loaded when they are opened. */
export const CreatePodDialog = dynamic(() => import("./create-pod-dialog").then((module) => module.CreatePodDialog));
export const EditPodDialog = dynamic(() => import("./edit-pod-dialog").then((module) => module.EditPodDialog));
