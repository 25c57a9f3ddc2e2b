// Night falls: the stair of the tower, seen from its foot up to the lamp. Portrait.
#include "common.inc"

camera {
  perspective location <-0.35, 0.7, -0.75> right x * image_width / image_height up y
  sky z look_at <0.3, 14, 0.9> angle 70
}

#declare Radius = 3.0;
#declare Well = 1.3;
#declare Tread = 11.25;   // degrees
#declare Rise = 0.185;
#declare Steps = 132;
#declare Start = 200;

#declare Stone = texture {
  pigment {
    function { Fbm(x * 1.7, y * 1.7, z * 1.7) }
    color_map { [0.25 color srgb <0.40, 0.36, 0.33>] [0.5 color srgb <0.60, 0.55, 0.50>] [0.75 color srgb <0.72, 0.68, 0.62>] }
  }
  normal { granite 0.35 scale 0.7 }
  finish { ambient 0 diffuse 0.85 }
}

// whitewashed courses: mortar lines in angle and height, every course shifted by half a stone
#declare Course = function(a, h) {
  min(1, min(abs(mod(h + 100, 0.5) - 0.25) / 0.018,
    abs(mod(a * 20 / (2 * pi) + 100 + 0.5 * mod(floor((h + 99.75) / 0.5), 2), 1) - 0.5) / 0.022))
}
#declare Wall = texture {
  pigment {
    function { Fbm(x * 1.1, y * 0.8, z * 1.1) }
    color_map { [0.25 color srgb <0.52, 0.47, 0.42>] [0.5 color srgb <0.72, 0.68, 0.62>] [0.8 color srgb <0.82, 0.79, 0.74>] }
  }
  normal {
    function { Course(atan2(x, z), y) + 0.55 * Fbm(x * 6, y * 6, z * 6) } 0.55 accuracy 0.004
  }
  finish { ambient 0 diffuse 0.85 }
}
#declare Iron = texture {
  pigment { color srgb <0.12, 0.12, 0.13> }
  finish { ambient 0 diffuse 0.6 specular 0.5 roughness 0.03 }
}
#declare Brass = texture {
  pigment { color srgb <0.80, 0.56, 0.24> }
  finish { ambient 0 diffuse 0.45 specular 0.9 roughness 0.02 metallic reflection { 0.12 metallic } }
}

#declare Rise360 = Rise * 360 / Tread;
#declare Top = Steps * Rise;

// windows: openings in the wall, each looking out on the evening
#declare Opening = union {
  box { <-0.36, 0, 2>, <0.36, 1.0, 4> }
  cylinder { <0, 1.0, 2>, <0, 1.0, 4>, 0.36 }
}
difference {
  cylinder { -1 * y, (Top + 6) * y, Radius + 0.7 }
  cylinder { -2 * y, (Top + 7) * y, Radius }
  #for (I, 0, 4)
    object { Opening rotate (70 + I * 136) * y translate (3.2 + I * 5.0) * y }
  #end
  texture { Wall }
}
// the evening outside
cylinder {
  -2 * y, (Top + 8) * y, Radius + 3 open
  pigment { gradient y color_map { [0 color rgb <0.30, 0.34, 0.62>] [1 color rgb <0.14, 0.22, 0.62>] } scale 30 }
  finish { ambient 0 diffuse 0 emission 1.4 } no_shadow
}

// treads: wedges of stone that overlap a little, each with its riser
#macro Spoke(R, A, H) <R * sin(radians(A)), H, R * cos(radians(A))> #end
#macro Quad(P, Q, S, T) triangle { P, Q, S } triangle { P, S, T } #end
#macro Tread_(A, H, Thick)
  #local Out = Radius + 0.1;
  mesh {
    #for (K, 0, 2)
      #local F = A + K * (Tread + 0.6) / 3; #local G = F + (Tread + 0.6) / 3;
      Quad(Spoke(Well, F, H), Spoke(Out, F, H), Spoke(Out, G, H), Spoke(Well, G, H))
      Quad(Spoke(Well, F, H - Thick), Spoke(Out, F, H - Thick), Spoke(Out, G, H - Thick), Spoke(Well, G, H - Thick))
      Quad(Spoke(Well, F, H), Spoke(Well, G, H), Spoke(Well, G, H - Thick), Spoke(Well, F, H - Thick))
    #end
    Quad(Spoke(Well, A, H), Spoke(Out, A, H), Spoke(Out, A, H - Rise - 0.02), Spoke(Well, A, H - Rise - 0.02))
    Quad(Spoke(Well, G, H), Spoke(Out, G, H), Spoke(Out, G, H - Thick), Spoke(Well, G, H - Thick))
    Quad(Spoke(Well, F, H), Spoke(Well, G, H), Spoke(Well, G, H - Thick), Spoke(Well, F, H - Thick))
    texture { Stone translate A * 3.7 }
  }
#end
#for (I, 0, Steps - 1)
  Tread_(Start + I * Tread, I * Rise, 0.1)
#end

// rail and balusters on the inner edge
#macro Helix(R, A, Lift) <R * sin(radians(A)), (A - Start) / Tread * Rise + Lift, R * cos(radians(A))> #end
union {
  #for (I, 0, Steps - 1)
    #local A = Start + (I + 0.5) * Tread;
    cylinder { Helix(Well + 0.07, A, -0.1), Helix(Well + 0.07, A, 0.92), 0.016 }
  #end
  texture { Iron }
}
#macro Tube(R, Lift, Thick)
  #for (I, 0, Steps * 4 - 1)
    cylinder { Helix(R, Start + I * Tread / 4, Lift), Helix(R, Start + (I + 1) * Tread / 4, Lift), Thick }
    sphere { Helix(R, Start + I * Tread / 4, Lift), Thick }
  #end
#end
union { Tube(Well + 0.07, 0.94, 0.036) texture { Brass } }
// string: a stone ribbon under the inner edge of the treads
union { Tube(Well + 0.03, -0.16, 0.07) texture { Stone } }

// the lamp room: a pierced floor and the great lens above it
difference {
  cylinder { (Top + 0.6) * y, (Top + 0.8) * y, Radius + 0.2 }
  cylinder { (Top + 0.3) * y, (Top + 1) * y, Well + 0.25 }
  texture { Stone }
}
sphere { (Top + 2.2) * y, 0.62 Glowing(rgb <1, 0.82, 0.5>, 3) no_shadow }
#for (I, 0, 4)
  torus { 0.78 - 0.07 * abs(I - 2), 0.035 translate (Top + 1.5 + I * 0.35) * y texture { Brass } no_shadow }
#end
light_source {
  (Top + 1.9) * y rgb <1, 0.66, 0.30> * 12
  area_light x * 0.9, z * 0.9, 3, 3 adaptive 1 circular orient
  fade_distance 5 fade_power 1.6
}

// wall lanterns, one a turn
#for (I, 0, 6)
  #local A = Start + 128 + I * 197;
  #local Foot = Helix(Radius - 0.28, A, 1.75);
  union {
    sphere { 0, 0.085 scale <1, 1.3, 1> Glowing(rgb <1, 0.66, 0.28>, 3.2) no_shadow }
    cone { 0.13 * y, 0.13, 0.24 * y, 0.02 texture { Iron } no_shadow }
    cylinder { -0.14 * y, -0.11 * y, 0.12 texture { Iron } no_shadow }
    translate Foot
  }
  light_source { Foot rgb <1, 0.50, 0.18> * 3.4 fade_distance 0.9 fade_power 2 }
#end

// the blue of dusk through each window
#for (I, 0, 4)
  #local A = radians(70 + I * 136);
  light_source {
    <(Radius + 0.9) * sin(A), 3.9 + I * 5.0, (Radius + 0.9) * cos(A)> rgb <0.25, 0.36, 0.95> * 2.4
    fade_distance 1.6 fade_power 2
  }
#end
// what the lanterns above throw down the well
#for (I, 0, 3)
  light_source {
    <0, 4.6 + I * 4.7, 0> rgb <1, 0.56, 0.22> * (1.5 + 0.5 * I)
    area_light x * 0.8, z * 0.8, 2, 2 adaptive 1 fade_distance 1.3 fade_power 2
  }
#end
light_source { <0, 0.6, 0> rgb <0.20, 0.24, 0.42> * 0.7 shadowless fade_distance 5 fade_power 2 }
